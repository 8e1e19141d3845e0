import { type Accessor, createSignal } from 'solid-js';

/** Pictures beside the images, one picture over them, video large with the images small. */
export const LAYOUTS = ['beside', 'over', 'large'] as const;
export type Layout = (typeof LAYOUTS)[number];

export const LAYOUT_KEYS: Record<string, Layout> = { 7: 'beside', 8: 'over', 9: 'large' };
const KEY = 'hyperacute.video-layout';

/** The layout of this person on this device. */
export function createLayout(): { current: Accessor<Layout>; set: (layout: Layout) => void } {
  const kept = localStorage.getItem(KEY);
  const [current, setCurrent] = createSignal<Layout>(LAYOUTS.find((one) => one === kept) ?? 'beside');
  return {
    current,
    set: (layout) => {
      localStorage.setItem(KEY, layout);
      setCurrent(layout);
    },
  };
}
