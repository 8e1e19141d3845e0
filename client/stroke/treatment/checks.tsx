import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import { type DueCheck, monitoring } from '#shared/chart/monitoring.ts';
import { MONITORING, STOP_SIGNS } from '#shared/clinical/pressure.ts';
import { Button } from '../../ui/button.tsx';
import { Keyed } from '../../ui/keyed.tsx';
import type { Chart } from '../create-chart.ts';
import { createEntering } from '../ui/create-entering.ts';
import { EntryForm, Fault } from '../ui/entry-form.tsx';
import { NumberField, numberOf } from '../ui/number-field.tsx';
import panel from '../ui/panel.module.css';
import { Rule } from '../ui/rule.tsx';
import { siteTime } from '../ui/site-time.ts';
import { SignsChoice } from './signs-choice.tsx';
import { words } from './words.ts';

/** So many checks are taken over at once: about the first two hours. */
const TAKEN = 8;

/** The 36 checks: the next one with its entry, the alarms, and the whole list behind them. */
export function Checks(props: { chart: Chart; nameOf: (personId: string) => string }): JSX.Element {
  const state = createMemo(() => monitoring(props.chart.entries(), props.chart.policy(), props.chart.now()));
  const time = (ms: number) => siteTime(new Date(ms).toISOString(), props.chart.zone(), props.chart.now());
  return (
    <Show when={state()}>
      {(now) => {
        const next = () => now().checks.find(({ done }) => done === null);
        return (
          <section class={panel['section']} aria-label={words.checks}>
            <h3 class={panel['title']}>
              {words.checks}{' '}
              <Rule
                of={words.checks}
                text={`${MONITORING.source.text}; ${words.countedFrom[now().anchor.what]} ${time(now().anchor.at)}`}
                source={MONITORING.source}
              />
            </h3>
            <Keyed each={now().alarms} by={({ seq, text }) => `${seq} ${text}`}>
              {(alarm) => (
                <p class={`${panel['card']} ${panel['red']}`} data-level="red" role="alert">
                  {alarm().text} ({siteTime(alarm().at, props.chart.zone(), props.chart.now())}).{' '}
                  <Show when={alarm().stop}>{STOP_SIGNS.act}</Show>
                </p>
              )}
            </Keyed>
            <Show when={next()}>
              {(check) => <NextCheck chart={props.chart} check={check()} due={time(check().dueAt)} owner={props.nameOf} />}
            </Show>
            <details>
              <summary class={panel['quiet']}>
                {words.doneOf(now().checks.filter(({ done }) => done !== null).length, now().checks.length)}
              </summary>
              <table class={panel['table']}>
                <tbody>
                  <Keyed each={now().checks} by={({ index }) => index}>
                    {(check) => (
                      <tr data-check={check().index + 1} data-state={check().state}>
                        <td>{check().index + 1}</td>
                        <td>{time(check().dueAt)}</td>
                        <td classList={{ [panel['amber']!]: check().state === 'overdue' }}>{words.due[check().state]}</td>
                        <td>{pressureOf(check())}</td>
                        <td>{check().ownerId === null ? '' : props.nameOf(check().ownerId!)}</td>
                      </tr>
                    )}
                  </Keyed>
                </tbody>
              </table>
            </details>
          </section>
        );
      }}
    </Show>
  );
}

const pressureOf = ({ done }: DueCheck) => (done === null ? '' : `${done.body.systolic}/${done.body.diastolic}`);

function NextCheck(props: { chart: Chart; check: DueCheck; due: string; owner: (personId: string) => string }): JSX.Element {
  const entering = createEntering(props.chart);
  const taking = createEntering(props.chart);
  const [systolic, setSystolic] = createSignal('');
  const [diastolic, setDiastolic] = createSignal('');
  const [score, setScore] = createSignal('');
  const [signs, setSigns] = createSignal<readonly string[]>([]);
  /** The check these values were begun for: somebody else may enter it meanwhile. */
  const [begunFor, setBegunFor] = createSignal<number | null>(null);
  const begin =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      if (begunFor() === null) setBegunFor(props.check.index);
      set(value);
    };
  const passed = () => (begunFor() !== null && begunFor() !== props.check.index ? begunFor() : null);
  const clear = () => {
    for (const set of [setSystolic, setDiastolic, setScore]) set('');
    setSigns([]);
    setBegunFor(null);
  };
  const submit = async () => {
    const [high, low] = [numberOf(systolic()), numberOf(diastolic())];
    if (high === null || low === null) return;
    const at = new Date(props.chart.now()).toISOString();
    const body = {
      index: props.check.index,
      at,
      systolic: Math.round(high),
      diastolic: Math.round(low),
      nihss: numberOf(score()),
      signs: [...signs()],
      words: '',
    };
    if (await entering.enter('check', body)) clear();
  };
  const takeOver = () =>
    void taking.enter('check-owner', {
      from: props.check.index,
      to: Math.min(35, props.check.index + TAKEN - 1),
      personId: props.chart.me.person.id,
    });
  return (
    <div class={panel['card']} data-level={props.check.state === 'overdue' ? 'red' : props.check.state === 'due' ? 'amber' : undefined}>
      <p class={`${panel['row']} ${panel['spread']}`}>
        <strong>{words.checkOf(props.check.index)}</strong>
        <span>
          {words.nextCheck(props.due)} ({words.due[props.check.state]}),{' '}
          {props.check.ownerId === null ? words.nobody : words.owner(props.owner(props.check.ownerId))}
        </span>
      </p>
      <Show when={props.chart.may('check') && props.check.ownerId !== props.chart.me.person.id}>
        <Button onClick={takeOver}>{words.takeOver}</Button>
      </Show>
      <Fault entering={taking} />
      <Show when={passed() !== null}>
        <div class={panel['row']} role="status">
          <p class={panel['amber']}>{words.checkMeanwhile(passed() ?? 0, props.check.index)}</p>
          <Button onClick={clear}>{words.dropMine}</Button>
        </div>
      </Show>
      <Show when={props.chart.may('check')}>
        <EntryForm
          what="check"
          entering={entering}
          ready={numberOf(systolic()) !== null && numberOf(diastolic()) !== null}
          onSubmit={submit}
        >
          <NumberField label={words.systolic} unit="" value={systolic()} onInput={begin(setSystolic)} />
          <NumberField label={words.diastolic} unit="mmHg" value={diastolic()} onInput={begin(setDiastolic)} />
          <NumberField label={words.nihssNow} unit="" value={score()} onInput={begin(setScore)} />
          <SignsChoice signs={signs()} onChange={begin(setSigns)} />
        </EntryForm>
      </Show>
    </div>
  );
}
