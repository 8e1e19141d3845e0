import { createSignal, type JSX, Show } from 'solid-js';
import { ichOf } from '#shared/chart/imaging.ts';
import { ICH_MORTALITY } from '#shared/clinical/imaging-scores.ts';
import { Choice } from '../ui/choice.tsx';
import { createEntering } from '../ui/create-entering.ts';
import { EntryForm } from '../ui/entry-form.tsx';
import { NumberField, numberOf } from '../ui/number-field.tsx';
import panel from '../ui/panel.module.css';
import { Rule } from '../ui/rule.tsx';
import type { ScoresProps } from './scores-panel.tsx';
import { words } from './words.ts';

const YES_NO = [
  { value: 'yes' as const, text: words.yes },
  { value: 'no' as const, text: words.no },
];

/** For bleeds: the score, what it still needs, and what it must not be used for. */
export function IchSection(props: ScoresProps): JSX.Element {
  const read = () => ichOf(props.chart.entries(), props.chart.consult().patient.birthDate, props.chart.now());
  const [gcs, setGcs] = createSignal('');
  const [ventricles, setVentricles] = createSignal<'yes' | 'no' | null>(null);
  const [below, setBelow] = createSignal<'yes' | 'no' | null>(null);
  const entering = createEntering(props.chart);
  const valid = () => {
    const value = numberOf(gcs());
    return value !== null && Number.isInteger(value) && value >= 3 && value <= 15 && ventricles() !== null && below() !== null;
  };
  const submit = async () => {
    if (valid())
      await entering.enter('ich', { gcs: Number(gcs()), intraventricular: ventricles() === 'yes', infratentorial: below() === 'yes' });
  };
  return (
    <section class={panel['section']} aria-label={words.ich}>
      <details>
        <summary>
          <strong>{words.ich}</strong>{' '}
          <Show when={read()}>
            {(known) => <span data-ich={known().score ?? ''}>{known().score ?? words.missing(known().missing.join(', '))}</span>}
          </Show>
        </summary>
        <Show when={read()?.score ?? null} keyed>
          {(score) => (
            <p class={panel['line']}>
              <span>{words.mortality(ICH_MORTALITY.percent[score]!)}</span>
              <Rule of={words.ich} text={words.mortality(ICH_MORTALITY.percent[score]!)} source={ICH_MORTALITY.source} />
            </p>
          )}
        </Show>
        <Show when={props.chart.may('ich')}>
          <EntryForm what={words.ich} entering={entering} ready={valid()} onSubmit={submit}>
            <NumberField label={words.gcs} unit="" value={gcs()} onInput={setGcs} />
            <div class={panel['field']}>
              <span>{words.intraventricular}</span>
              <Choice label={words.intraventricular} options={YES_NO} value={ventricles()} onChoose={setVentricles} />
            </div>
            <div class={panel['field']}>
              <span>{words.infratentorial}</span>
              <Choice label={words.infratentorial} options={YES_NO} value={below()} onChoose={setBelow} />
            </div>
          </EntryForm>
        </Show>
      </details>
    </section>
  );
}
