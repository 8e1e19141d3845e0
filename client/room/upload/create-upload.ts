import { createSignal, onCleanup } from 'solid-js';
import type { UploadedFile } from '#shared/protocol/upload.ts';
import type { Chosen } from './dropped-files.ts';
import { sendFile } from './send-file.ts';

/** Files on their way at once: more would only share the same uplink. */
const PARALLEL = 3;

export interface UploadProgress {
  files: number;
  done: number;
  bytes: number;
  sent: number;
}

/** Sends chosen files into a consult; what became of each is listed, refused ones first. */
export function createUpload(consultId: string) {
  const [progress, setProgress] = createSignal<UploadProgress | null>(null);
  const [results, setResults] = createSignal<UploadedFile[]>([]);
  const abort = new AbortController();
  onCleanup(() => abort.abort());

  const send = async (chosen: Chosen[]): Promise<void> => {
    if (chosen.length === 0) return;
    const bytes = chosen.reduce((sum, { file }) => sum + file.size, 0);
    const sent = new Map<Chosen, number>();
    let done = 0;
    const tell = () => setProgress({ files: chosen.length, done, bytes, sent: [...sent.values()].reduce((a, b) => a + b, 0) });
    setResults([]);
    tell();
    const queue = [...chosen];
    const work = async (): Promise<void> => {
      for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
        const current = one;
        const files = await outcome(consultId, current, abort.signal, (count) => {
          sent.set(current, count);
          tell();
        });
        sent.set(current, current.file.size);
        done++;
        setResults((before) => [...before, ...files]);
        tell();
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
  };
  const busy = () => {
    const now = progress();
    return now !== null && now.done < now.files;
  };
  return { progress, results, busy, send };
}

async function outcome(
  consultId: string,
  { file, name }: Chosen,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<UploadedFile[]> {
  if (file.size === 0) return [{ name, outcome: 'ignored', code: 'EMPTY', detail: 'The file is empty.' }];
  try {
    const result = await sendFile(consultId, file, name.slice(-255), onProgress, signal);
    if (result.code === 'NEEDS_CHOICE')
      return [
        {
          name,
          outcome: 'needs-review',
          code: 'NEEDS_CHOICE',
          detail: 'Images of several patients: nothing was taken. Send the folder of one patient.',
        },
      ];
    return result.files;
  } catch (error) {
    return [{ name, outcome: 'rejected', code: 'NOT_SENT', detail: error instanceof Error ? error.message : 'It could not be sent.' }];
  }
}
