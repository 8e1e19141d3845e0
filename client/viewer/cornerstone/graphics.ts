import { cache, Enums, eventTarget, type RenderingEngine } from '@cornerstonejs/core';
import { asVolume, type LooseWindow, windowsOf } from '../vendor-types.ts';

/**
 * Tells when the browser takes the graphics card away (a driver that was reset, a laptop that woke up, too many pages) and when it
 * gives it back. Returns the way to stop.
 */
export function watchGraphics(engine: RenderingEngine, tell: (lost: boolean) => void): () => void {
  const lost = () => {
    for (const window of windowsOf(engine)) forget(window);
    tell(true);
  };
  const restored = () => {
    for (const window of windowsOf(engine)) startAnew(window);
    tell(false);
  };
  eventTarget.addEventListener(Enums.Events.WEBGL_CONTEXT_LOST, lost);
  eventTarget.addEventListener(Enums.Events.WEBGL_CONTEXT_RESTORED, restored);
  return () => {
    eventTarget.removeEventListener(Enums.Events.WEBGL_CONTEXT_LOST, lost);
    eventTarget.removeEventListener(Enums.Events.WEBGL_CONTEXT_RESTORED, restored);
  };
}

/**
 * Textures, buffers and programs went with the context, and the library goes on as if it had them: its own recovery visits nothing. The
 * objects that hold them live only as long as their renderers are in the window; those of volumes, which all windows share, do not.
 */
function forget(window: LooseWindow): void {
  const render = window.getRenderWindow();
  for (const { renderer } of window.getRenderers()) render.removeRenderer(renderer);
  render.render();
  const view = window.getOpenGLRenderWindow();
  view.releaseGraphicsResources();
  for (const volume of cache.getVolumes()) asVolume(volume).vtkOpenGLTexture.releaseGraphicsResources(view);
}

/** The next drawing makes everything again, in a context that is set up again. */
function startAnew(window: LooseWindow): void {
  // What was opened in the meantime was made without a context.
  forget(window);
  window.getOpenGLRenderWindow().setInitialized(false);
  for (const { renderer } of window.getRenderers()) window.getRenderWindow().addRenderer(renderer);
}
