import { type Accessor, createMemo, type JSX, Show } from 'solid-js';
import { live } from '#shared/chart/entries.ts';
import type { Viewer } from '../../viewer/api.ts';
import type { Chart } from '../create-chart.ts';
import panel from '../ui/panel.module.css';
import { Addendum } from './addendum.tsx';
import { Deliveries } from './deliveries.tsx';
import { KeyImages } from './key-images.tsx';
import { NoteEditor } from './note-editor.tsx';
import { SignedNotes } from './signed-notes.tsx';
import { words } from './words.ts';

/** The note: drafted from the chart, edited, signed; then what was signed, addenda, and where it went. */
export function NotePanel(props: { chart: Chart; viewer: Accessor<Viewer | null> }): JSX.Element {
  const signed = createMemo(() => live(props.chart.entries(), 'note-signed'));
  return (
    <>
      <KeyImages chart={props.chart} viewer={props.viewer} />
      <section class={panel['section']} aria-label={words.note}>
        <Show when={signed().length > 0} fallback={<NoteEditor chart={props.chart} />}>
          <SignedNotes chart={props.chart} signed={signed()} />
          <Addendum chart={props.chart} />
        </Show>
      </section>
      <Show when={signed().length > 0}>
        <Deliveries chart={props.chart} />
      </Show>
    </>
  );
}
