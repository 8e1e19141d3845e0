import { createSignal, type JSX, Show } from 'solid-js';
import { labsOf, pressureOf, weightDoubts, weightOf } from '#shared/chart/observations.ts';
import { pressureGate, weightGate } from '#shared/chart/thrombolysis.ts';
import { GLUCOSE } from '#shared/clinical/glucose.ts';
import { BEFORE_THROMBOLYSIS } from '#shared/clinical/pressure.ts';
import { WEIGHT_LIMITS } from '#shared/clinical/weight.ts';
import { LAB_TESTS, type LabTest } from '#shared/protocol/chart/observations.ts';
import type { Chart } from '../create-chart.ts';
import { Choice } from '../ui/choice.tsx';
import { createEntering } from '../ui/create-entering.ts';
import { EntryForm } from '../ui/entry-form.tsx';
import { NumberField, numberOf } from '../ui/number-field.tsx';
import panel from '../ui/panel.module.css';
import { Rule } from '../ui/rule.tsx';
import { siteTime } from '../ui/site-time.ts';
import { words } from './words.ts';

/** Weight, pressure and laboratory: what is known, from whom and since when, and a line to enter each. */
export function Measured(props: { chart: Chart }): JSX.Element {
  return (
    <section class={panel['section']} aria-label={words.measured}>
      <h3 class={panel['title']}>{words.measured}</h3>
      <Weight chart={props.chart} />
      <Pressure chart={props.chart} />
      <Labs chart={props.chart} />
    </section>
  );
}

const when = (chart: Chart, iso: string) => siteTime(iso, chart.zone(), chart.now());

function Weight(props: { chart: Chart }): JSX.Element {
  const current = () => weightOf(props.chart.entries());
  const [text, setText] = createSignal('');
  const [source, setSource] = createSignal<'bed-scale' | 'stated' | 'estimated' | null>(null);
  const entering = createEntering(props.chart);
  const submit = async () => {
    const [kg, from] = [numberOf(text()), source()];
    if (kg === null || from === null) return;
    if (await entering.enter('weight', { kg, source: from, at: new Date(props.chart.now()).toISOString() })) {
      setText('');
      setSource(null);
    }
  };
  return (
    <div class={panel['card']}>
      <p class={`${panel['row']} ${panel['spread']}`}>
        <strong>{words.weight}</strong>
        <span>
          <Show when={current()} fallback={<span class={panel['amber']}>{words.notEntered}</span>}>
            {(weight) => (
              <>
                <span class={panel['number']}>{weight().body.kg} kg</span>{' '}
                <span class={panel['quiet']}>
                  {words.weightSource[weight().body.source]},{' '}
                  {words.by(weight().by?.name ?? words.fromLab, when(props.chart, weight().body.at))}
                </span>
              </>
            )}
          </Show>
          <Rule of={words.weight} text={`${WEIGHT_LIMITS.minKg} to ${WEIGHT_LIMITS.maxKg} kg`} source={WEIGHT_LIMITS.source} />
        </span>
      </p>
      <Show when={weightDoubts(props.chart.entries()).includes('pounds-entered-as-kilograms')}>
        <p class={panel['red']} role="alert">
          {words.pounds}
        </p>
      </Show>
      <Show when={current() !== undefined && weightGate(props.chart.entries(), props.chart.policy(), props.chart.now())}>
        {(why) => <p class={panel['amber']}>{why()}</p>}
      </Show>
      <Show when={props.chart.may('weight')}>
        <EntryForm what="weight" entering={entering} ready={numberOf(text()) !== null && source() !== null} onSubmit={submit}>
          <NumberField label={words.weight} unit="kg" value={text()} onInput={setText} />
          <div class={panel['field']}>
            <span>{words.weightFrom}</span>
            <Choice
              label={words.weightFrom}
              options={(['bed-scale', 'stated', 'estimated'] as const).map((value) => ({ value, text: words.weightSource[value] }))}
              value={source()}
              onChoose={setSource}
            />
          </div>
        </EntryForm>
      </Show>
    </div>
  );
}

function Pressure(props: { chart: Chart }): JSX.Element {
  const current = () => pressureOf(props.chart.entries());
  const [systolic, setSystolic] = createSignal('');
  const [diastolic, setDiastolic] = createSignal('');
  const entering = createEntering(props.chart);
  const submit = async () => {
    const [high, low] = [numberOf(systolic()), numberOf(diastolic())];
    if (high === null || low === null) return;
    if (
      await entering.enter('pressure', {
        systolic: Math.round(high),
        diastolic: Math.round(low),
        at: new Date(props.chart.now()).toISOString(),
      })
    ) {
      setSystolic('');
      setDiastolic('');
    }
  };
  const against = () => pressureGate(props.chart.entries(), props.chart.policy(), props.chart.now());
  return (
    <div class={panel['card']} data-level={current() !== undefined && against() !== null ? 'amber' : undefined}>
      <p class={`${panel['row']} ${panel['spread']}`}>
        <strong>{words.pressure}</strong>
        <span>
          <Show when={current()} fallback={<span class={panel['amber']}>{words.notEntered}</span>}>
            {(pressure) => (
              <>
                <span class={panel['number']}>
                  {pressure().body.systolic}/{pressure().body.diastolic}
                </span>{' '}
                <span class={panel['quiet']}>{words.by(pressure().by?.name ?? words.fromLab, when(props.chart, pressure().body.at))}</span>
              </>
            )}
          </Show>
          <Rule
            of={words.pressure}
            text={`Before thrombolysis below ${BEFORE_THROMBOLYSIS.systolicBelow} and below ${BEFORE_THROMBOLYSIS.diastolicBelow} mmHg`}
            source={BEFORE_THROMBOLYSIS.source}
          />
        </span>
      </p>
      <Show when={current() !== undefined && against()}>{(why) => <p class={panel['amber']}>{why()}</p>}</Show>
      <Show when={props.chart.may('pressure')}>
        <EntryForm
          what="blood pressure"
          entering={entering}
          ready={numberOf(systolic()) !== null && numberOf(diastolic()) !== null}
          onSubmit={submit}
        >
          <NumberField label={words.systolic} unit="" value={systolic()} onInput={setSystolic} />
          <NumberField label={words.diastolic} unit="mmHg" value={diastolic()} onInput={setDiastolic} />
        </EntryForm>
      </Show>
    </div>
  );
}

function Labs(props: { chart: Chart }): JSX.Element {
  const labs = () => labsOf(props.chart.entries());
  const [test, setTest] = createSignal<LabTest | null>(null);
  const [text, setText] = createSignal('');
  const entering = createEntering(props.chart);
  const submit = async () => {
    const [of, value] = [test(), numberOf(text())];
    if (of === null || value === null) return;
    if (await entering.enter('lab', { test: of, value, at: new Date(props.chart.now()).toISOString() })) {
      setText('');
      setTest(null);
    }
  };
  const low = () => {
    const glucose = labs().get('glucose')?.body.value;
    return glucose !== undefined && glucose !== null && glucose < GLUCOSE.lowBelow;
  };
  return (
    <div class={panel['card']}>
      <table class={panel['table']}>
        <tbody>
          {LAB_TESTS.map((name) => (
            <tr>
              <th scope="row">{words.labs[name]}</th>
              <td>
                <Show when={labs().get(name)} fallback={<span class={panel['quiet']}>{words.notEntered}</span>}>
                  {(lab) => (
                    <Show when={lab().body.value !== null} fallback={<span class={panel['amber']}>{words.pending}</span>}>
                      <strong>
                        {lab().body.comparator}
                        {lab().body.value}
                      </strong>{' '}
                      {words.units[name]}{' '}
                      <span class={panel['quiet']}>
                        {words.by(lab().by?.name ?? words.fromLab, lab().body.at === null ? '' : when(props.chart, lab().body.at!))}
                      </span>
                    </Show>
                  )}
                </Show>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Show when={low()}>
        <p class={panel['red']} role="alert">
          {words.glucoseLow(GLUCOSE.lowBelow)}{' '}
          <Rule of={words.labs.glucose} text={words.glucoseLow(GLUCOSE.lowBelow)} source={GLUCOSE.source} />
        </p>
      </Show>
      <Show when={props.chart.may('lab')}>
        <div class={panel['field']}>
          <span>{words.enterResult}</span>
          <Choice
            label={words.result}
            options={LAB_TESTS.map((value) => ({ value, text: words.labs[value] }))}
            value={test()}
            onChoose={setTest}
          />
        </div>
        <Show when={test()}>
          {(of) => (
            <EntryForm what={words.labs[of()]} entering={entering} ready={numberOf(text()) !== null} onSubmit={submit}>
              <NumberField label={words.labs[of()]} unit={words.units[of()]} value={text()} onInput={setText} />
            </EntryForm>
          )}
        </Show>
      </Show>
    </div>
  );
}
