import { type Accessor, createMemo, createSignal, type JSX, Show } from 'solid-js';
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
  const [unsaved, setUnsaved] = createSignal(false);
  const signed = createMemo(() => live(props.chart.entries(), 'note-signed'));
  return (
    <>
      <KeyImages chart={props.chart} viewer={props.viewer} />
      <section class={panel['section']} aria-label={words.note}>
        <Show when={signed().length > 0}>
          <SignedNotes chart={props.chart} signed={signed()} />
          <Addendum chart={props.chart} />
        </Show>
        {/* What somebody had not kept when another person signed is not taken from them. */}
        <Show when={signed().length === 0 || (unsaved() && signed().at(-1)?.by?.personId !== props.chart.me.person.id)}>
          <NoteEditor chart={props.chart} signed={signed().at(-1)} onUnsaved={setUnsaved} />
        </Show>
      </section>
      <Show when={signed().length > 0}>
        <Deliveries chart={props.chart} />
      </Show>
    </>
  );
}
