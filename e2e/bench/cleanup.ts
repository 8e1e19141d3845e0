const undone = new Set<() => Promise<unknown>>();

/** What must happen before we end, also when somebody stops us; the answer takes it back once it was done. */
export function atEnd(clean: () => Promise<unknown>): () => void {
  undone.add(clean);
  return () => undone.delete(clean);
}

/** Does everything that is still to be done, the newest first. */
export async function cleanUp(): Promise<void> {
  for (const clean of [...undone].reverse()) {
    undone.delete(clean);
    await clean().catch((error: unknown) => console.error(`cleaning up: ${String(error)}`));
  }
}
