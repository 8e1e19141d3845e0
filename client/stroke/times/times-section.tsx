import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { intervals } from '#shared/chart/intervals.ts';
import { knownTimes } from '#shared/chart/times.ts';
import { TIME_NAMES, type TimeName, type TimeSource } from '#shared/protocol/chart/times.ts';
import { Button } from '../../ui/button.tsx';
import { Keyed } from '../../ui/keyed.tsx';
import type { Chart } from '../create-chart.ts';
import { Choice } from '../ui/choice.tsx';
import { createEntering } from '../ui/create-entering.ts';
import { EntryForm, Fault } from '../ui/entry-form.tsx';
import panel from '../ui/panel.module.css';
import { Rule } from '../ui/rule.tsx';
import { LastKnownWellSection } from './last-known-well.tsx';
import { provenance, showTime } from './show.ts';
import { TimeField } from './time-field.tsx';
import { words } from './words.ts';

/** What a person types off a watch is good to a minute. */
const TYPED_SECONDS = 60;
const SOURCES = (['patient', 'witness', 'crew', 'record'] as const).map((value) => ({ value, text: words.source[value] }));

/** Last known well, every other time with its clock and bounds, and the intervals between them. */
export function TimesSection(props: { chart: Chart }): JSX.Element {
  const times = createMemo(() => knownTimes(props.chart.entries()));
  const [open, setOpen] = createSignal<TimeName | null>(null);
  return (
    <>
      <LastKnownWellSection chart={props.chart} />
      <section class={panel['section']} aria-label={words.times}>
        <h3 class={panel['title']}>{words.times}</h3>
        <p class={panel['quiet']}>{words.zone(props.chart.zone())}</p>
        <ul class={panel['list']}>
          <For each={TIME_NAMES}>
            {(what) => (
              <li data-time={what}>
                <button
                  type="button"
                  class={panel['choice']}
                  aria-expanded={open() === what}
                  onClick={() => setOpen(open() === what ? null : what)}
                >
                  {words.name[what]}
                </button>{' '}
                <Show when={times().get(what)} fallback={<span class={panel['quiet']}>{words.notKnown}</span>}>
                  {(time) => (
                    <>
                      <strong data-shown>{showTime(time(), props.chart.zone(), props.chart.now())}</strong>{' '}
                      <span class={panel['quiet']}>
                        {words.source[time().source]}
                        {time().by === null ? '' : ` (${time().by!.name})`} {provenance(time(), props.chart.zone(), props.chart.now())}
                      </span>
                    </>
                  )}
                </Show>
                <Show when={open() === what && props.chart.may('time')}>
                  <TimeForm chart={props.chart} what={what} known={times().has(what)} onDone={() => setOpen(null)} />
                </Show>
              </li>
            )}
          </For>
        </ul>
      </section>
      <IntervalsSection chart={props.chart} />
    </>
  );
}

function TimeForm(props: { chart: Chart; what: TimeName; known: boolean; onDone: () => void }): JSX.Element {
  const entering = createEntering(props.chart);
  const [instant, setInstant] = createSignal<number | null>(null);
  const [source, setSource] = createSignal<TimeSource | null>(null);
  const put = async (at: number | null, from: TimeSource, clock: string, plusMinusSeconds: number) => {
    const body = { what: props.what, at: at === null ? null : new Date(at).toISOString(), source: from, clock, plusMinusSeconds };
    if (await entering.enter('time', body)) props.onDone();
  };
  const now = () => {
    const { at, plusMinusSeconds } = props.chart.instant();
    return put(Date.parse(at), 'button', 'server', plusMinusSeconds);
  };
  const submit = async () => {
    const [at, from] = [instant(), source()];
    if (at !== null && from !== null) await put(at, from, 'wall', TYPED_SECONDS);
  };
  return (
    <div class={panel['card']}>
      <div class={panel['row']}>
        <Button onClick={() => void now()}>{words.now}</Button>
        <Show when={props.known}>
          <Button onClick={() => void put(null, 'other', 'server', 0)}>{words.takeBack}</Button>
        </Show>
      </div>
      <EntryForm what={words.name[props.what]} entering={entering} ready={instant() !== null && source() !== null} onSubmit={submit}>
        <TimeField label={words.name[props.what]} zone={props.chart.zone()} now={props.chart.now()} onInstant={setInstant} />
        <Choice label={words.name[props.what]} options={SOURCES} value={source()} onChoose={setSource} />
      </EntryForm>
      <Fault entering={entering} />
    </div>
  );
}

function IntervalsSection(props: { chart: Chart }): JSX.Element {
  const all = () => intervals(props.chart.entries(), props.chart.policy(), props.chart.now());
  const minutes = (value: number) => String(Math.max(0, Math.round(value)));
  return (
    <Show when={all().length > 0}>
      <section class={panel['section']} aria-label={words.intervals}>
        <h3 class={panel['title']}>{words.intervals}</h3>
        <ul class={panel['list']}>
          <Keyed each={all()} by={({ target }) => target.id}>
            {(interval) => (
              <li class={panel['line']} data-interval={interval().target.id} data-state={interval().state}>
                <span>
                  {interval().target.name}:{' '}
                  <strong>
                    {minutes(interval().minutes.best)} min
                    {interval().minutes.atMost - interval().minutes.atLeast >= 1
                      ? ` (${minutes(interval().minutes.atLeast)} to ${minutes(interval().minutes.atMost)})`
                      : ''}
                  </strong>{' '}
                  <span
                    classList={{
                      [panel['quiet']!]: !['missed', 'overdue'].includes(interval().state),
                      [panel['amber']!]: ['missed', 'overdue'].includes(interval().state),
                    }}
                  >
                    {words.goal(interval().goalMinutes)}, {words.state[interval().state]}
                  </span>
                </span>
                <Rule of={interval().target.name} text={words.goal(interval().goalMinutes)} source={interval().target.source} />
              </li>
            )}
          </Keyed>
        </ul>
      </section>
    </Show>
  );
}
