import { type Accessor, createSignal, type JSX, Match, Switch } from 'solid-js';
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

/** Times, the note made from them, and everything that happened, each in its own view. */
export function TimelinePanel(props: { chart: Chart; viewer: Accessor<Viewer | null> }): JSX.Element {
  const [view, setView] = createSignal<View>('times');
  return (
    <>
      <div class={panel['section']}>
        <Choice label={words.views} options={VIEWS} value={view()} onChoose={setView} />
      </div>
      <Switch>
        <Match when={view() === 'times'}>
          <TimesSection chart={props.chart} />
        </Match>
        <Match when={view() === 'note'}>
          <NotePanel chart={props.chart} viewer={props.viewer} />
        </Match>
        <Match when={view() === 'all'}>
          <Everything chart={props.chart} />
        </Match>
      </Switch>
    </>
  );
}
