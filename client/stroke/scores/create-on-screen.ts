import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { ImageReference } from '#shared/protocol/record.ts';
import type { Viewer } from '../../viewer/api.ts';
import { sliceOnScreen } from './slice-on-screen.ts';

/** The slice in the active viewport, from picture to picture; null where there is none, or a reformatted plane. */
export function createOnScreen(viewer: Accessor<Viewer | null>): Accessor<ImageReference | null> {
  const [slice, setSlice] = createSignal<ImageReference | null>(null);
  createEffect(
    on(viewer, (seen) => {
      setSlice(sliceOnScreen(seen));
      if (seen !== null) onCleanup(seen.on('view', () => setSlice(sliceOnScreen(seen))));
    }),
  );
  return slice;
}

/** `HEAD 5.0 mm, slice 14 of 32`; null while that series is not known here. */
export function imageName(viewer: Viewer | null, image: ImageReference): string | null {
  const [series, place] = [viewer?.seriesName(image.seriesInstanceUid) ?? null, viewer?.placeOf(image) ?? null];
  return series === null || place === null ? null : `${series}, ${place.charAt(0).toLowerCase()}${place.slice(1)}`;
}
