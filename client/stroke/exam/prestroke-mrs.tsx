import { type JSX, Show } from 'solid-js';
import { last } from '#shared/chart/entries.ts';
import { MRS } from '#shared/clinical/mrs.ts';
import type { Chart } from '../create-chart.ts';
import { Choice } from '../ui/choice.tsx';
import { createEntering } from '../ui/create-entering.ts';
import { Fault } from '../ui/entry-form.tsx';
import panel from '../ui/panel.module.css';
import { Rule } from '../ui/rule.tsx';
import { words } from './words.ts';

/** How the patient was before this stroke: it drives the rules for thrombectomy, not those for thrombolysis. */
export function PrestrokeMrs(props: { chart: Chart }): JSX.Element {
  const current = () => last(props.chart.entries(), 'prestroke-mrs');
  const entering = createEntering(props.chart);
  return (
    <section class={panel['section']} aria-label={words.mrs}>
      <p class={panel['line']}>
        <strong>{words.mrs}</strong>
        <Rule of={words.mrs} text={MRS.grades.map((text, grade) => `${grade}: ${text}`).join('. ')} source={MRS.source} />
      </p>
      <Choice
        label={words.mrs}
        options={MRS.grades.map((text, value) => ({ value, text: String(value), name: `mRS ${value}: ${text}` }))}
        value={current()?.body.value ?? null}
        disabled={!props.chart.may('prestroke-mrs')}
        onChoose={(value) => void entering.enter('prestroke-mrs', { value, source: 'other' })}
      />
      <Show when={current()}>
        {(entry) => (
          <p class={panel['quiet']}>
            {entry().body.value === null ? '' : MRS.grades[entry().body.value!]} ({entry().by?.name})
          </p>
        )}
      </Show>
      <Fault entering={entering} />
    </section>
  );
}
