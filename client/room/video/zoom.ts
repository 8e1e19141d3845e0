import type { CameraControl } from '#shared/protocol/media.ts';
import type { CameraMove } from '../../video/devices.ts';

/** How the picture of an examination is enlarged: `scale` ≥ 1, `x` and `y` -1…1 from its centre to its edges (y down). */
export interface View {
  scale: number;
  x: number;
  y: number;
}

export const WHOLE: View = { scale: 1, x: 0, y: 0 };
/** Beyond this a full-resolution layer shows squares. */
export const MOST = 8;
const STEP = 1.4;
const PAN_STEP = 0.35;

/** Where to begin for each part, the patient lying or sitting before the camera, head up in the picture. A drag corrects it. */
export const PRESETS = {
  whole: WHOLE,
  face: { scale: 2.5, x: 0, y: -0.5 },
  pupils: { scale: 5, x: 0, y: -0.5 },
  arms: { scale: 1.5, x: 0, y: 0 },
  legs: { scale: 1.8, x: 0, y: 1 },
} as const satisfies Record<string, View>;
export type PresetName = keyof typeof PRESETS;

export type Nudge = 'nearer' | 'wider' | 'left' | 'right' | 'up' | 'down';

export function nudge(view: View, way: Nudge): View {
  const far = PAN_STEP / Math.max(1, view.scale - 1);
  switch (way) {
    case 'nearer':
      return tidy({ ...view, scale: view.scale * STEP });
    case 'wider':
      return tidy({ ...view, scale: view.scale / STEP });
    case 'left':
      return tidy({ ...view, x: view.x - far });
    case 'right':
      return tidy({ ...view, x: view.x + far });
    case 'up':
      return tidy({ ...view, y: view.y - far });
    case 'down':
      return tidy({ ...view, y: view.y + far });
  }
}

/** By a drag of so many shares of the shown width and height: the picture goes with the finger. */
export function dragged(view: View, dx: number, dy: number): View {
  if (view.scale <= 1) return view;
  const room = (view.scale - 1) / 2;
  return tidy({ ...view, x: view.x - dx / room, y: view.y - dy / room });
}

/** By two fingers that were at `from` and are at `to` (shares of the box, from its centre): what is under them stays under them. */
export function pinched(view: View, factor: number, from: { x: number; y: number }, to: { x: number; y: number }): View {
  const scale = Math.min(MOST, Math.max(1, view.scale * factor));
  if (scale <= 1) return WHOLE;
  const along = (axis: 'x' | 'y') => {
    const under = (from[axis] + (view[axis] * (view.scale - 1)) / 2) / view.scale;
    return (2 * (under * scale - to[axis])) / (scale - 1);
  };
  return tidy({ scale, x: along('x'), y: along('y') });
}

export const tidy = ({ scale, x, y }: View): View => {
  const size = Math.min(MOST, Math.max(1, scale));
  if (size < 1.05) return WHOLE;
  return { scale: size, x: Math.min(1, Math.max(-1, x)), y: Math.min(1, Math.max(-1, y)) };
};

/** What the camera itself does of a view, and what is left to be enlarged here. `control` null: nothing. */
export function share(view: View, control: CameraControl | null): { move: CameraMove | null; digital: View } {
  if (control === null || (control.zoom === null && !control.pan && !control.tilt)) return { move: null, digital: view };
  const zoom = control.zoom === null ? 1 : Math.min(view.scale, control.zoom.max);
  const move: CameraMove = {
    ...(control.zoom === null ? {} : { zoom }),
    ...(control.pan ? { pan: view.x } : {}),
    ...(control.tilt ? { tilt: -view.y } : {}),
  };
  const digital = tidy({ scale: view.scale / zoom, x: control.pan ? 0 : view.x, y: control.tilt ? 0 : view.y });
  return { move, digital };
}

/** CSS transform that shows `view` of a picture that fills its box; the box cuts off the rest. */
export function transformOf({ scale, x, y }: View): string {
  const room = ((scale - 1) / 2 / scale) * 100;
  return scale === 1 ? 'none' : `scale(${scale}) translate(${-x * room}%, ${-y * room}%)`;
}
