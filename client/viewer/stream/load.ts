import { USUAL_SLICE_BYTES } from '#shared/media/budget.ts';
import type { ChunkStore } from './chunk-store.ts';
import type { StreamLoad } from './messages.ts';

/** What the stream still has to bring: sizes that were not announced yet are taken to be like those that were. */
export function loadOf(input: {
  store: ChunkStore;
  shown: readonly number[];
  frames: number;
  idle: boolean;
  receivedBps: number;
}): StreamLoad {
  const { store, receivedBps } = input;
  if (input.idle) return { sliceBytes: 0, restBytes: 0, receivedBps };
  const { held, announced, announcedBytes } = store.totals();
  const usual = announced === 0 ? USUAL_SLICE_BYTES : announcedBytes / announced;
  const lacks = (id: number) => Math.max(0, (store.info(id)?.ends.at(-1) ?? usual) - store.have(id));
  const sliceBytes = input.shown.reduce((sum, id) => sum + lacks(id), 0);
  const all = announcedBytes + Math.max(0, input.frames - announced) * usual;
  return { sliceBytes, restBytes: Math.round(Math.max(0, all - held - sliceBytes)), receivedBps };
}
