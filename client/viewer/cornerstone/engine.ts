import { init as initCore, RenderingEngine } from '@cornerstonejs/core';
import { init as initTools } from '@cornerstonejs/tools';

/**
 * True while the engine waits for its next frame. Cornerstone 5.14 then leaves a resize half done: sizes are noted, cameras are not set for them and
 * nothing is drawn again, so that the picture is stretched into its new place.
 */
export const awaitsFrame = (of: RenderingEngine): boolean =>
  (of as unknown as { _implementation?: { _animationFrameSet?: boolean } })._implementation?._animationFrameSet === true;

let engine: RenderingEngine | null = null;

/**
 * The one rendering engine of the page's life: each further one would open WebGL contexts of its own, and browsers take the oldest
 * away when there are too many.
 */
export function renderingEngine(): RenderingEngine {
  if (!engine) {
    initCore({ rendering: { webGlContextCount: 1 } } as Parameters<typeof initCore>[0]);
    initTools();
    engine = new RenderingEngine('viewer');
  }
  return engine;
}
