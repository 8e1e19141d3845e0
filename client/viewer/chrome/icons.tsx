import type { JSX } from 'solid-js';

/** Line drawings on a 20 × 20 grid. */
const PATHS = {
  scroll: 'M10 3v14M6 7l4-4 4 4M6 13l4 4 4-4',
  window: 'M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14',
  zoom: 'M8.5 3a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM12.6 12.6 17 17M6 8.5h5M8.5 6v5',
  pan: 'M10 2v16M2 10h16M10 2 8 4.5M10 2l2 2.5M10 18l-2-2.5M10 18l2-2.5M2 10l2.5-2M2 10l2.5 2M18 10l-2.5-2M18 10l-2.5 2',
  Length: 'M3 17 17 3M3 17l.5-3.5M3 17l3.5-.5M17 3l-.5 3.5M17 3l-3.5.5',
  Angle: 'M16 16H3L13 4M9 9.5a7 7 0 0 1 1.8 6.5',
  Bidirectional: 'M3 15 15 3M6.5 5.5l8 8',
  EllipticalROI: 'M10 5c4.4 0 8 2.2 8 5s-3.6 5-8 5-8-2.2-8-5 3.6-5 8-5z',
  RectangleROI: 'M3 5h14v10H3z',
  ArrowAnnotate: 'M17 3 5 15M5 15V9M5 15h6',
  Probe: 'M10 2v6M10 12v6M2 10h6M12 10h6',
  eraser: 'M7 16h10M3.5 12.5 11 5l4.5 4.5L9 16H6.5z',
  invert: 'M3 3h14v14H3zM3 17 17 3v14z',
  flipH: 'M10 2v16M7 6 2 10l5 4zM13 6l5 4-5 4z',
  flipV: 'M2 10h16M6 7l4-5 4 5zM6 13l4 5 4-5z',
  fit: 'M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4',
  cine: 'M6 3l11 7-11 7z',
  pause: 'M6 3v14M14 3v14',
  undo: 'M7 4 3 8l4 4M3 8h9a5 5 0 0 1 0 10H8',
  redo: 'M13 4l4 4-4 4M17 8H8a5 5 0 0 0 0 10h4',
  one: 'M3 3h14v14H3z',
  two: 'M3 3h14v14H3zM10 3v14',
  four: 'M3 3h14v14H3zM10 3v14M3 10h14',
  mpr: 'M3 3h14v14H3zM10 3v14M10 10h7',
  link: 'M8 12l4-4M7 9l-2 2a3 3 0 0 0 4 4l2-2M13 11l2-2a3 3 0 0 0-4-4L9 7',
  help: 'M7 7.5a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1-1.5 2.4M10 15.5v.5',
  more: 'M4 10h.01M10 10h.01M16 10h.01',
  series: 'M3 5h9M3 10h9M3 15h9M15 4h2v2h-2zM15 9h2v2h-2zM15 14h2v2h-2z',
  document: 'M5 2h7l4 4v12H5zM12 2v4h4M8 10h5M8 13h5',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon(props: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path d={PATHS[props.name]} fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
