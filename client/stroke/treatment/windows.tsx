import { type JSX, Show } from 'solid-js';
import { windowsOf } from '#shared/chart/times.ts';
import type { Window } from '#shared/clinical/windows.ts';
import { Keyed } from '../../ui/keyed.tsx';
import type { Chart } from '../create-chart.ts';
import panel from '../ui/panel.module.css';
import { Rule } from '../ui/rule.tsx';
import { siteTime } from '../ui/site-time.ts';
import { words } from './words.ts';

const NAMES: Record<Window['id'], string> = {
  standard: 'Last known well, 4.5 h',
  recognition: 'Recognition, 4.5 h',
  'sleep-midpoint': 'Midpoint of sleep, 9 h',
  extended: 'Last known well, 24 h',
};

/** Each rule with what it keys off and until when: what is not known claims nothing. */
export function Windows(props: { chart: Chart }): JSX.Element {
  const windows = () => windowsOf(props.chart.entries(), props.chart.now());
  const time = (ms: number) => siteTime(new Date(ms).toISOString(), props.chart.zone(), props.chart.now());
  const closing = ({ closesAt, state }: Window) => {
    if (closesAt === null || state === 'closed') return '';
    const [first, last] = [time(closesAt.earliest), time(closesAt.latest)];
    return first === last ? words.closes(first) : words.closesBetween(first, last);
  };
  return (
    <section class={panel['section']} aria-label={words.windows}>
      <h3 class={panel['title']}>{words.windows}</h3>
      <ul class={panel['list']}>
        <Keyed each={windows()} by={({ id }) => id}>
          {(window) => (
            <li class={`${panel['row']} ${panel['spread']}`} data-window={window().id} data-state={window().state}>
              <span>
                {NAMES[window().id]}{' '}
                <Rule of={NAMES[window().id]} text={`${window().rule}. ${window().recommendation}`} source={window().source} />
              </span>
              <span classList={{ [panel['quiet']!]: window().state === 'unknown', [panel['amber']!]: window().state === 'uncertain' }}>
                <strong>{words.windowState[window().state]}</strong>
                <Show when={closing(window()) !== ''}>, {closing(window())}</Show>
              </span>
            </li>
          )}
        </Keyed>
      </ul>
      <p class={panel['quiet']}>{words.label}</p>
    </section>
  );
}
