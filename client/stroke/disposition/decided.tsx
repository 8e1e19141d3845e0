import { createSignal, For, type JSX, Match, Show, Switch } from 'solid-js';
import { dispositionOf, triggersSince } from '#shared/chart/disposition.ts';
import { intervals } from '#shared/chart/intervals.ts';
import { knownTimes } from '#shared/chart/times.ts';
import type { EntryOf } from '#shared/protocol/chart/chart.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { Chart } from '../create-chart.ts';
import { hoursMinutes, showTime } from '../times/show.ts';
import { createEntering } from '../ui/create-entering.ts';
import { Fault } from '../ui/entry-form.tsx';
import panel from '../ui/panel.module.css';
import { Rule } from '../ui/rule.tsx';
import { siteTime } from '../ui/site-time.ts';
import { words as common } from '../words.ts';
import { words } from './words.ts';

/** The decision that stands, and what goes with it: the way out of the door, or the plan of those who stay. */
export function Decided(props: { chart: Chart }): JSX.Element {
  const decided = () => dispositionOf(props.chart.entries());
  const name = (entry: EntryOf<'disposition'>) => {
    const hospital = props.chart.policy().hospitals.find(({ id }) => id === entry.body.hospital)?.name ?? '';
    return [words.choices[entry.body.choice], hospital, entry.body.mode === null ? '' : words.modes[entry.body.mode]]
      .filter((part) => part !== '')
      .join(', ');
  };
  return (
    <Show when={decided()}>
      {(entry) => (
        <section class={panel['section']} aria-label={words.choices[entry().body.choice]} data-disposition={entry().body.choice}>
          <p>
            <strong class={panel['title']}>{name(entry())}</strong>{' '}
            <span class={panel['quiet']}>
              {entry()
                .body.reasons.map((reason) => words.reasons[reason as keyof typeof words.reasons] ?? reason)
                .join(', ')}
              . {words.decided(entry().by?.name ?? '', siteTime(entry().at, props.chart.zone(), props.chart.now()))}
            </span>
          </p>
          <Switch>
            <Match when={entry().body.choice === 'transfer'}>
              <DoorOut chart={props.chart} />
            </Match>
            <Match when={entry().body.plan}>{(plan) => <Plan chart={props.chart} plan={plan()} />}</Match>
          </Switch>
        </section>
      )}
    </Show>
  );
}

const STEPS = ['transfer-requested', 'transfer-accepted', 'door-out', 'hub-arrival'] as const;

function DoorOut(props: { chart: Chart }): JSX.Element {
  const entering = createEntering(props.chart);
  const times = () => knownTimes(props.chart.entries());
  const dido = () =>
    intervals(props.chart.entries(), props.chart.policy(), props.chart.now()).find(({ target }) => target.id === 'door-out');
  const now = (what: (typeof STEPS)[number]) =>
    void entering.enter('time', { what, source: 'button', clock: 'server', ...props.chart.instant() });
  return (
    <>
      <Show when={dido()}>
        {(interval) => (
          <p class={panel['line']}>
            <span>
              {words.dido}{' '}
              <strong
                class={panel['number']}
                data-dido={interval().state}
                classList={{ [panel['amber']!]: ['overdue', 'missed'].includes(interval().state) }}
              >
                {hoursMinutes(interval().minutes.best * 60_000)}
              </strong>{' '}
              {words.didoGoal(interval().goalMinutes)}
            </span>
            <Rule of={words.dido} text={words.didoGoal(interval().goalMinutes)} source={interval().target.source} />
          </p>
        )}
      </Show>
      <ul class={panel['list']}>
        <For each={STEPS}>
          {(what) => (
            <li class={`${panel['row']} ${panel['spread']}`} data-step={what}>
              <span>{words.steps[what]}</span>
              <Show
                when={times().get(what)}
                fallback={
                  <Button disabled={!props.chart.may('time')} onClick={() => now(what)}>
                    {words.stepNow(words.steps[what])}
                  </Button>
                }
              >
                {(time) => <strong>{showTime(time(), props.chart.zone(), props.chart.now())}</strong>}
              </Show>
            </li>
          )}
        </For>
      </ul>
      <Fault entering={entering} />
    </>
  );
}

function Plan(props: { chart: Chart; plan: NonNullable<EntryOf<'disposition'>['body']['plan']> }): JSX.Element {
  const entering = createEntering(props.chart);
  const [asked, setAsked] = createSignal<string | null>(null);
  const happened = () => triggersSince(props.chart.entries());
  const look = () => siteTime(props.plan.nextLook, props.chart.zone(), props.chart.now());
  const due = () => Date.parse(props.plan.nextLook) <= props.chart.now();
  const confirm = async () => {
    const trigger = asked();
    if (trigger !== null) await entering.enter('trigger', { trigger, words: '' });
    setAsked(null);
  };
  return (
    <>
      <p>{props.plan.monitoring}</p>
      <p classList={{ [panel['amber']!]: due() }}>
        <strong data-next-look>{due() ? words.nextLookDue(look()) : words.nextLookAt(look())}</strong>, {props.plan.call}
      </p>
      <For each={happened()}>
        {(entry) => (
          <p class={panel['red']}>
            {words.happened(entry.body.trigger)} ({entry.by?.name}, {siteTime(entry.at, props.chart.zone(), props.chart.now())})
          </p>
        )}
      </For>
      <fieldset class={panel['choices']} aria-label={words.triggers}>
        <legend>{words.triggers}</legend>
        <For each={props.plan.triggers}>
          {(trigger) => (
            <button type="button" class={panel['choice']} disabled={!props.chart.may('trigger')} onClick={() => setAsked(trigger)}>
              {trigger}
            </button>
          )}
        </For>
      </fieldset>
      <Fault entering={entering} />
      <Dialog
        open={asked() !== null}
        onClose={() => setAsked(null)}
        title={words.happenedTitle(asked() ?? '')}
        text={words.happenedText}
        actions={
          <>
            <Button onClick={() => setAsked(null)}>{common.back}</Button>
            <Button kind="danger" disabled={entering.busy()} onClick={() => void confirm()}>
              {words.happened(asked() ?? '')}
            </Button>
          </>
        }
      />
    </>
  );
}
