import { type Accessor, createEffect } from 'solid-js';
import { transformOf, type View } from './zoom.ts';

/** Shows `view` of what fills the element. Set as a property: the content security policy allows no style attributes. */
export function followView(element: HTMLElement, view: Accessor<View>): void {
  createEffect(() => {
    element.style.transform = transformOf(view());
  });
}
