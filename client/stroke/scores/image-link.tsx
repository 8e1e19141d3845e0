import type { Accessor, JSX } from 'solid-js';
import { Show } from 'solid-js';
import type { ImageReference } from '#shared/protocol/record.ts';
import { Button } from '../../ui/button.tsx';
import type { Viewer } from '../../viewer/api.ts';
import type { Chart } from '../create-chart.ts';
import panel from '../ui/panel.module.css';
import { words } from './words.ts';

/** The slice something was read on: one tap shows it. */
export function ImageLink(props: { chart: Chart; viewer: Accessor<Viewer | null>; image: ImageReference | null }): JSX.Element {
  return (
    <Show when={props.image} fallback={<span class={panel['quiet']}>{words.notLinked}</span>}>
      {(image) => (
        <Button kind="quiet" data-image={image().sopInstanceUid} onClick={() => props.viewer()?.showSlice(image())}>
          {words.show}
        </Button>
      )}
    </Show>
  );
}
