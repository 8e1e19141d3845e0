/** Image ids of our loader: the frame's number on the stream, stable for its whole life. */
const SCHEME = 'slice';

export const LOADER_SCHEME = SCHEME;

export const imageIdOf = (frameId: number): string => `${SCHEME}:${frameId}`;

/** Null for ids that are not ours (a resampled volume has its own). */
export function frameIdOf(imageId: string | undefined): number | null {
  if (!imageId?.startsWith(`${SCHEME}:`)) return null;
  const id = Number(imageId.slice(SCHEME.length + 1));
  return Number.isInteger(id) ? id : null;
}
