export type SliceState = 'none' | 'preview' | 'lossless' | 'failed';

/** Shape as well as colour: nothing, half a bar, a whole bar, a bar with a gap. */
const FILL: Record<Exclude<SliceState, 'none'>, { token: string; from: number; to: number }> = {
  preview: { token: '--load-preview', from: 0.5, to: 1 },
  lossless: { token: '--load-lossless', from: 0, to: 1 },
  failed: { token: '--red', from: 0, to: 1 },
};

/** Draws one line per slice, top to bottom; the slice on the screen is marked. Sizes in CSS pixels. */
export function drawLoadBar(
  canvas: HTMLCanvasElement,
  { width, height }: { width: number; height: number },
  states: readonly SliceState[],
  index: number,
): void {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  const context = canvas.getContext('2d');
  if (!context || states.length === 0) return;
  const style = getComputedStyle(canvas);
  const step = canvas.height / states.length;
  const gap = step > 4 ? 1 : 0;
  for (const [at, state] of states.entries()) {
    if (state === 'none') continue;
    const { token, from, to } = FILL[state];
    context.fillStyle = style.getPropertyValue(token);
    const top = Math.round(at * step);
    const tall = Math.max(1, Math.round((at + 1) * step) - top - gap);
    context.fillRect(from * canvas.width, top, (to - from) * canvas.width, tall);
    if (state === 'failed') context.clearRect(canvas.width * 0.4, top, canvas.width * 0.2, tall);
  }
  const tall = Math.max(3 * ratio, step);
  context.fillStyle = style.getPropertyValue('--ink');
  context.fillRect(0, Math.round((index + 0.5) * step - tall / 2), canvas.width, Math.round(tall));
}
