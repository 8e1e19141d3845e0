import { init as initCore, RenderingEngine } from '@cornerstonejs/core';
import { init as initTools } from '@cornerstonejs/tools';

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
