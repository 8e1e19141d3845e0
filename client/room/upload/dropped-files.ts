/** One file to send and the path it had in its folder, for people. */
export interface Chosen {
  file: File;
  name: string;
}

/** Files and whole folders that were dropped. */
export async function droppedFiles(data: DataTransfer): Promise<Chosen[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const chosen: Chosen[] = [];
  for (const entry of entries) await walk(entry, chosen);
  return chosen;
}

export const pickedFiles = (list: FileList | null): Chosen[] =>
  [...(list ?? [])].map((file) => ({ file, name: file.webkitRelativePath || file.name }));

async function walk(entry: FileSystemEntry, into: Chosen[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    into.push({ file, name: entry.fullPath.replace(/^\//, '') });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader gives at most 100 entries at a time, and none when it is done.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const child of some) await walk(child, into);
  }
}
