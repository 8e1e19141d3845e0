import { For, type JSX, Show } from 'solid-js';
import type { Chart } from '../create-chart.ts';
import { describe } from '../timeline/describe.ts';
import panel from '../ui/panel.module.css';
import { siteTime } from '../ui/site-time.ts';
import { words } from './words.ts';

/** What a sentence comes from: the entries themselves, one tap away. */
export function Sources(props: { chart: Chart; sources: readonly number[] }): JSX.Element {
  const entries = () => props.chart.entries().filter(({ seq }) => props.sources.includes(seq));
  return (
    <Show when={props.sources.length > 0} fallback={<span class={panel['quiet']}>{words.from(0)}</span>}>
      <details class={panel['quiet']}>
        <summary>{words.from(props.sources.length)}</summary>
        <ul class={panel['list']}>
          <For each={entries()}>
            {(entry) => (
              <li>
                {siteTime(entry.at, props.chart.zone(), props.chart.now())} {entry.by?.name}{' '}
                {describe(entry, props.chart.zone(), props.chart.now())}
              </li>
            )}
          </For>
        </ul>
      </details>
    </Show>
  );
}
