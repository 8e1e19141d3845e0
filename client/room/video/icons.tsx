import type { JSX } from 'solid-js';

/** Line drawings on a 20 × 20 grid. */
const PATHS = {
  camera: 'M2.5 5.5h10v9h-10zM12.5 8.5l5-2.5v8l-5-2.5',
  cameraOff: 'M2.5 5.5h10v9h-10zM12.5 8.5l5-2.5v8l-5-2.5M2 17 17 3',
  microphone: 'M10 2.5a2.5 2.5 0 0 0-2.5 2.5v5a2.5 2.5 0 0 0 5 0V5A2.5 2.5 0 0 0 10 2.5zM5 9.5a5 5 0 0 0 10 0M10 14.5v3M7 17.5h6',
  microphoneOff:
    'M10 2.5a2.5 2.5 0 0 0-2.5 2.5v5a2.5 2.5 0 0 0 5 0V5A2.5 2.5 0 0 0 10 2.5zM5 9.5a5 5 0 0 0 10 0M10 14.5v3M7 17.5h6M3 17 17 3',
  leave: 'M3 12.5c4-4.7 10-4.7 14 0l-2.2 2.3-3-1.6v-2.4a8 8 0 0 0-3.6 0v2.4l-3 1.6z',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  beside: 'M3 4h14v12H3zM12 4v12M12 10h5',
  over: 'M3 4h14v12H3zM10.5 10.5h5v4h-5z',
  large: 'M3 4h14v12H3zM3 12h4v4',
  phone: 'M6 2.5 8.5 7 6.8 8.8a9 9 0 0 0 4.4 4.4L13 11.5l4.5 2.5c0 2-1.5 3.5-3.5 3.5A11.5 11.5 0 0 1 2.5 6C2.5 4 4 2.5 6 2.5z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon(props: { name: IconName }): JSX.Element {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      stroke-width="1.6"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[props.name]} />
    </svg>
  );
}
