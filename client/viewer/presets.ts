import type { Window } from './panes/pane-info.ts';

export interface Preset {
  /** Key that sets it. */
  key: string;
  /** As the button is named, after "Window: ". */
  name: string;
  /** On the button, where there is little room. */
  short: string;
  window: Window;
}

/** Windows of a stroke reader, HU. The first number of the name is the width, the second the centre (level). */
export const PRESETS: readonly Preset[] = [
  { key: '1', name: 'Brain 80/40', short: 'Brain', window: { width: 80, center: 40 } },
  { key: '2', name: 'Stroke 40/40', short: 'Stroke', window: { width: 40, center: 40 } },
  { key: '3', name: 'Stroke 8/32', short: 'Str 8', window: { width: 8, center: 32 } },
  { key: '4', name: 'Subdural 200/75', short: 'Subdural', window: { width: 200, center: 75 } },
  { key: '5', name: 'Bone 2800/600', short: 'Bone', window: { width: 2800, center: 600 } },
  { key: '6', name: 'CTA 600/170', short: 'CTA', window: { width: 600, center: 170 } },
];
