import { type Accessor, createMemo, createSignal, type JSX, Show } from 'solid-js';
import type { Viewer } from '../../viewer/api.ts';
import type { Chart } from '../create-chart.ts';
import { NotePanel } from '../note/note-panel.tsx';
import { TimesSection } from '../times/times-section.tsx';
import { Choice } from '../ui/choice.tsx';
import panel from '../ui/panel.module.css';
import { Everything } from './everything.tsx';
import { words } from './words.ts';

type View = keyof typeof words.view;
const VIEWS = (Object.keys(words.view) as View[]).map((value) => ({ value, text: words.view[value], name: words.view[value] }));

/** Times, the note made from them, and everything that happened, each in its own view. A note half written outlives a look at the others. */
export function TimelinePanel(props: { chart: Chart; viewer: Accessor<Viewer | null> }): JSX.Element {
  const [view, setView] = createSignal<View>('times');
  const noteOpened = createMemo<boolean>((before) => before || view() === 'note', false);
  return (
    <>
      <div class={panel['section']}>
        <Choice label={words.views} options={VIEWS} value={view()} onChoose={setView} />
      </div>
      <div hidden={view() !== 'times'}>
        <TimesSection chart={props.chart} />
      </div>
      <Show when={noteOpened()}>
        <div hidden={view() !== 'note'}>
          <NotePanel chart={props.chart} viewer={props.viewer} />
        </div>
      </Show>
      <Show when={view() === 'all'}>
        <Everything chart={props.chart} />
      </Show>
    </>
  );
}
