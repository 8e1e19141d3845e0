import { Tabs } from '@kobalte/core/tabs';
import { type Accessor, createMemo, createSignal, type JSX, Show } from 'solid-js';
import { Button } from '../ui/button.tsx';
import { Keyed } from '../ui/keyed.tsx';
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

/** The panels of the room, one at a time. One that was open keeps what was begun in it: a note half written outlives a look at an alert. */
export function Panels(props: {
  chart: Chart;
  choice: PanelChoice;
  alerts: readonly PanelAlert[];
  panels: Record<PanelName, () => JSX.Element>;
}): JSX.Element {
  const { current, choose } = props.choice;
  const contents = new Map<PanelName, HTMLElement>();
  /** What must be looked at stands at the top of its panel. */
  const goTo = (name: PanelName) => {
    choose(name);
    contents.get(name)?.scrollTo({ top: 0 });
  };
  const opened = createMemo<ReadonlySet<PanelName>>(
    (before) => (before.has(current()) ? before : new Set([...before, current()])),
    new Set(),
  );
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
          <Keyed each={props.alerts} by={({ text }) => text}>
            {(alert) => (
              <li>
                <button type="button" class={styles['alert']} data-level={alert().level} onClick={() => goTo(alert().panel)}>
                  {alert().text}
                </button>
              </li>
            )}
          </Keyed>
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
        <Tabs.Content
          ref={(element: HTMLElement) => contents.set(name, element)}
          class={styles['content']}
          value={name}
          forceMount={opened().has(name)}
          hidden={current() !== name}
        >
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
