import { utilities } from '@cornerstonejs/core';
import type { PaneViewport } from '../vendor-types.ts';
import { imageIdOf } from './image-ids.ts';

/** What Cornerstone 5.14 keeps of a running stack. */
interface StackInternals {
  imageIds: string[];
  imageKeyToIndexMap: Map<string, number>;
  currentImageIdIndex: number;
  targetImageIdIndex: number;
}

/**
 * Puts new slices into the running stack: `setStack` would throw the window away and load again. `order`: frames in reading order; `shown`: the
 * frame on the screen, null when there is none.
 */
export function spliceStack(viewport: PaneViewport, order: readonly number[], shown: number | null): void {
  const internals = viewport as unknown as StackInternals;
  const imageIds = order.map(imageIdOf);
  internals.imageIds = imageIds;
  internals.imageKeyToIndexMap.clear();
  for (const [index, imageId] of imageIds.entries()) {
    internals.imageKeyToIndexMap.set(imageId, index);
    internals.imageKeyToIndexMap.set(utilities.imageIdToURI(imageId), index);
  }
  const at = shown === null ? -1 : order.indexOf(shown);
  internals.currentImageIdIndex = at;
  internals.targetImageIdIndex = at;
}
