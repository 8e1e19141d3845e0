import { Tabs } from '@kobalte/core/tabs';
import { type Accessor, createSignal, For, type JSX, Show } from 'solid-js';
import { Button } from '../ui/button.tsx';
import type { PanelAlert } from './alerts.ts';
import type { Chart } from './create-chart.ts';
import styles from './panels.module.css';
import { words } from './words.ts';

export type PanelName = 'reading' | 'exam' | 'scores' | 'treatment' | 'disposition' | 'timeline';
const ORDER: readonly PanelName[] = ['reading', 'exam', 'scores', 'treatment', 'disposition', 'timeline'];
const KEPT = 'panel';

/** Which panel is open: the last one again. */
export interface PanelChoice {
  current: Accessor<PanelName>;
  choose(name: PanelName): void;
}
export function createPanelChoice(): PanelChoice {
  const [current, setCurrent] = createSignal<PanelName>(remembered());
  return {
    current,
    choose: (name) => {
      setCurrent(name);
      localStorage.setItem(KEPT, name);
    },
  };
}

/** The panels of the room, one at a time. */
export function Panels(props: {
  chart: Chart;
  choice: PanelChoice;
  alerts: readonly PanelAlert[];
  panels: Record<PanelName, () => JSX.Element>;
}): JSX.Element {
  const { current, choose } = props.choice;
  return (
    <Tabs class={styles['panels']} value={current()} onChange={(name) => choose(name as PanelName)}>
      <Tabs.List class={styles['tabs']} aria-label={words.panels}>
        {ORDER.map((name) => (
          <Tabs.Trigger class={styles['tab']} value={name} aria-label={words.panel[name]}>
            {words.tab[name]}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Show when={props.alerts.length > 0}>
        <ul class={styles['alerts']} role="alert" aria-label={words.alerts}>
          <For each={props.alerts}>
            {(alert) => (
              <li>
                <button type="button" class={styles['alert']} onClick={() => choose(alert.panel)}>
                  {alert.text}
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show when={props.chart.refused()}>
        {(why) => (
          <div class={styles['refused']} role="alert">
            <p>{words.refused(why())}</p>
            <Button onClick={() => props.chart.dismissRefused()}>{words.understood}</Button>
          </div>
        )}
      </Show>
      <Show when={props.chart.pending().length > 0}>
        <p class={styles['pending']} role="status">
          {words.pending(props.chart.pending().length)}
        </p>
      </Show>
      {ORDER.map((name) => (
        <Tabs.Content class={styles['content']} value={name}>
          {props.panels[name]()}
        </Tabs.Content>
      ))}
    </Tabs>
  );
}

function remembered(): PanelName {
  const kept = localStorage.getItem(KEPT) as PanelName | null;
  return kept !== null && ORDER.includes(kept) ? kept : 'reading';
}
