import { createMemo, type JSX, Show } from 'solid-js';
import { currentOrder } from '#shared/chart/doses.ts';
import { reopened } from '#shared/chart/thrombolysis.ts';
import { Keyed } from '../../ui/keyed.tsx';
import type { Chart } from '../create-chart.ts';
import panel from '../ui/panel.module.css';
import { Checks } from './checks.tsx';
import { Card, Contraindications } from './contraindications.tsx';
import { DecisionSection } from './decision.tsx';
import { DoseSection } from './dose.tsx';
import { Measured } from './measured.tsx';
import { Windows } from './windows.tsx';
import { words } from './words.ts';

/**
 * Thrombolysis from the first value to the last check. What must be looked at again stands above everything; then what goes on: the dose
 * from the moment it is prepared, with its stop, and the checks.
 */
export function TreatmentPanel(props: { chart: Chart; nameOf: (personId: string) => string }): JSX.Element {
  const again = createMemo(() => reopened(props.chart.entries()));
  const ordered = createMemo(() => currentOrder(props.chart.entries()) !== undefined);
  return (
    <>
      <Show when={again().length > 0}>
        <section class={panel['section']} aria-label={words.alert}>
          <h3 class={`${panel['title']} ${panel['red']}`}>{words.alert}</h3>
          <ul class={panel['list']}>
            <Keyed each={again()} by={({ id }) => id}>
              {(card) => <Card chart={props.chart} card={card()} />}
            </Keyed>
          </ul>
        </section>
      </Show>
      <Show when={ordered()}>
        <DoseSection chart={props.chart} />
      </Show>
      <Checks chart={props.chart} nameOf={props.nameOf} />
      <Windows chart={props.chart} />
      <Measured chart={props.chart} />
      <Contraindications chart={props.chart} />
      <DecisionSection chart={props.chart} />
      <Show when={!ordered()}>
        <DoseSection chart={props.chart} />
      </Show>
    </>
  );
}
