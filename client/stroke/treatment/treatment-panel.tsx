import { createMemo, For, type JSX, Show } from 'solid-js';
import { reopened } from '#shared/chart/thrombolysis.ts';
import type { Chart } from '../create-chart.ts';
import panel from '../ui/panel.module.css';
import { Checks } from './checks.tsx';
import { Card, Contraindications } from './contraindications.tsx';
import { DecisionSection } from './decision.tsx';
import { DoseSection } from './dose.tsx';
import { Measured } from './measured.tsx';
import { Windows } from './windows.tsx';
import { words } from './words.ts';

/** Thrombolysis from the first value to the last check. What must be looked at again stands above everything. */
export function TreatmentPanel(props: { chart: Chart; nameOf: (personId: string) => string }): JSX.Element {
  const again = createMemo(() => reopened(props.chart.entries()));
  return (
    <>
      <Show when={again().length > 0}>
        <section class={panel['section']} aria-label={words.alert}>
          <h3 class={`${panel['title']} ${panel['red']}`}>{words.alert}</h3>
          <ul class={panel['list']}>
            <For each={again()}>{(card) => <Card chart={props.chart} card={card} />}</For>
          </ul>
        </section>
      </Show>
      <Checks chart={props.chart} nameOf={props.nameOf} />
      <Windows chart={props.chart} />
      <Measured chart={props.chart} />
      <Contraindications chart={props.chart} />
      <DecisionSection chart={props.chart} />
      <DoseSection chart={props.chart} />
    </>
  );
}
