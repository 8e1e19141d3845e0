import { type Accessor, createSignal, For, type JSX, Show } from 'solid-js';
import { live } from '#shared/chart/entries.ts';
import type { Viewer } from '../../viewer/api.ts';
import type { Chart } from '../create-chart.ts';
import { ImageLink } from '../scores/image-link.tsx';
import { sliceOnScreen } from '../scores/slice-on-screen.ts';
import { createEntering } from '../ui/create-entering.ts';
import { EntryForm } from '../ui/entry-form.tsx';
import panel from '../ui/panel.module.css';
import { words } from './words.ts';

/** Slices that the record shall show: the one on the screen, with why. */
export function KeyImages(props: { chart: Chart; viewer: Accessor<Viewer | null> }): JSX.Element {
  const [why, setWhy] = createSignal('');
  const entering = createEntering(props.chart);
  const add = async () => {
    const image = sliceOnScreen(props.viewer());
    if (image !== null && (await entering.enter('key-image', { image, why: why().trim() }))) setWhy('');
  };
  return (
    <section class={panel['section']} aria-label={words.keyImages}>
      <h3 class={panel['title']}>{words.keyImages}</h3>
      <ul class={panel['list']}>
        <For each={live(props.chart.entries(), 'key-image')}>
          {(entry) => (
            <li class={panel['row']} data-key-image={entry.body.image.sopInstanceUid}>
              <span>{entry.body.why || words.noReason}</span>
              <ImageLink chart={props.chart} viewer={props.viewer} image={entry.body.image} />
            </li>
          )}
        </For>
      </ul>
      <Show when={props.chart.may('key-image')}>
        <EntryForm what={words.keyImage} entering={entering} ready onSubmit={add}>
          <label class={panel['field']}>
            {words.keyImageWhy}
            <input class={panel['input']} value={why()} onInput={(event) => setWhy(event.currentTarget.value)} />
          </label>
        </EntryForm>
      </Show>
    </section>
  );
}
