import { createMemo, createSignal, For, type JSX, Match, onMount, Show, Switch } from 'solid-js';
import { currentOrder, type Order, orders } from '#shared/chart/doses.ts';
import { weightOf } from '#shared/chart/observations.ts';
import { gate } from '#shared/chart/thrombolysis.ts';
import { weightFindings } from '#shared/clinical/weight.ts';
import { showName } from '../../app/clock.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { Chart } from '../create-chart.ts';
import { createEntering } from '../ui/create-entering.ts';
import { Fault } from '../ui/entry-form.tsx';
import panel from '../ui/panel.module.css';
import { siteTime } from '../ui/site-time.ts';
import { words as common } from '../words.ts';
import { DoseFigures } from './dose-figures.tsx';
import { PrepareDose } from './prepare-dose.tsx';
import { StopDrug } from './stop-drug.tsx';
import { words } from './words.ts';

/** One dose at a time: prepared here, released there, started, stopped. */
export function DoseSection(props: { chart: Chart }): JSX.Element {
  const current = createMemo(() => currentOrder(props.chart.entries()));
  const earlier = () => orders(props.chart.entries()).filter(({ state }) => state === 'cancelled');
  const against = () => gate(props.chart.entries(), props.chart.policy(), props.chart.now());
  const weight = () => {
    const entry = weightOf(props.chart.entries());
    return entry === undefined || weightFindings(entry.body.kg, null).includes('out-of-range') ? undefined : entry;
  };
  // A vial half entered is not lost because somebody measured a pressure that is too high.
  const begun = createMemo<boolean>((before) => current() === undefined && (against() === null || before), false);
  return (
    <section class={panel['section']} aria-label={words.dose}>
      <h3 class={panel['title']}>{words.dose}</h3>
      <Switch>
        <Match when={current()}>{(order) => <Prepared chart={props.chart} order={order()} />}</Match>
        <Match when={!props.chart.may('dose-order')}>
          <p class={panel['quiet']}>{words.notYou}</p>
        </Match>
        <Match when={begun() && weight()}>{(known) => <PrepareDose chart={props.chart} weight={known()} against={against()} />}</Match>
        <Match when={against()}>{(why) => <p class={panel['amber']}>{words.cannotPrepare(why())}</p>}</Match>
      </Switch>
      <Show when={earlier().length > 0}>
        <details>
          <summary class={panel['quiet']}>{words.history}</summary>
          <ul class={panel['list']}>
            <For each={earlier()}>
              {(order) => (
                <li class={panel['quiet']}>
                  {words.drug[order.body.drug]} {order.body.totalMg} mg, {words.preparedBy(order.by?.name ?? '')}; {words.states.cancelled}:{' '}
                  {order.cancelled?.reason} ({order.cancelled?.by?.name})
                </li>
              )}
            </For>
          </ul>
        </details>
      </Show>
    </section>
  );
}

function Prepared(props: { chart: Chart; order: Order }): JSX.Element {
  const entering = createEntering(props.chart);
  const [asked, setAsked] = createSignal<'release' | 'given' | 'cancel' | null>(null);
  const [reason, setReason] = createSignal('');
  const own = () => props.order.by?.personId === props.chart.me.person.id;
  const patient = () => `${showName(props.chart.consult().patient.name)}, MRN ${props.chart.consult().patient.mrn}`;
  const time = (iso: string) => siteTime(iso, props.chart.zone(), props.chart.now());
  let card: HTMLDivElement | undefined;
  /** The button that was pressed is gone: who works by keyboard goes on from what came of it. */
  const stay = () => setTimeout(() => document.activeElement === document.body && card?.focus());
  onMount(() => own() && props.order.state === 'prepared' && stay());
  const done = async (entered: Promise<boolean>) => {
    await entered;
    setAsked(null);
    stay();
  };
  return (
    <div class={panel['card']} data-order-state={props.order.state} ref={card} tabIndex={-1}>
      <p>
        <strong>{words.states[props.order.state]}</strong>{' '}
        <span class={panel['quiet']}>
          {words.preparedBy(props.order.by?.name ?? '')} {time(props.order.at)}
          <Show when={props.order.released}>
            {(released) => (
              <>
                , {words.releasedBy(released().by?.name ?? '')} {time(released().at)}
              </>
            )}
          </Show>
          <Show when={props.order.given}>{(given) => <>, {words.givenAt(time(given().at))}</>}</Show>
          <Show when={props.order.stopped}>{(stopped) => <>, {words.stopped(time(stopped().at))}</>}</Show>
        </span>
      </p>
      <Show when={props.order.given !== null} fallback={<DoseFigures body={props.order.body} />}>
        <details>
          <summary>
            {words.drug[props.order.body.drug]} {props.order.body.totalMg} mg
          </summary>
          <DoseFigures body={props.order.body} />
        </details>
      </Show>
      <Show when={props.order.state === 'prepared' && own()}>
        <p class={panel['amber']}>{words.waitsForSecond}</p>
      </Show>
      <div class={panel['row']}>
        <Show when={props.order.state === 'prepared' && !own() && props.chart.may('dose-release')}>
          <Button kind="primary" onClick={() => setAsked('release')}>
            {words.release}
          </Button>
        </Show>
        <Show when={props.order.state === 'released' && props.chart.may('dose-given')}>
          <Button kind="primary" onClick={() => setAsked('given')}>
            {words.given}
          </Button>
        </Show>
        <Show when={(props.order.state === 'prepared' || props.order.state === 'released') && props.chart.may('dose-cancel')}>
          <Button onClick={() => setAsked('cancel')}>{words.cancel}</Button>
        </Show>
        <Show when={props.order.state === 'given'}>
          <StopDrug chart={props.chart} order={props.order} />
        </Show>
      </div>
      <Fault entering={entering} />
      <Dialog
        open={asked() === 'release'}
        onClose={() => setAsked(null)}
        title={words.releaseTitle(patient())}
        actions={
          <>
            <Button onClick={() => setAsked(null)}>{common.back}</Button>
            <Button
              kind="primary"
              disabled={entering.busy()}
              onClick={() => void done(entering.enter('dose-release', { order: props.order.id }))}
            >
              {words.release}
            </Button>
          </>
        }
      >
        <DoseFigures body={props.order.body} />
      </Dialog>
      <Dialog
        open={asked() === 'given'}
        onClose={() => setAsked(null)}
        title={words.givenTitle}
        text={words.givenText(time(new Date(props.chart.now()).toISOString()))}
        actions={
          <>
            <Button onClick={() => setAsked(null)}>{common.back}</Button>
            <Button
              kind="primary"
              disabled={entering.busy()}
              onClick={() =>
                void done(entering.enter('dose-given', { order: props.order.id, at: new Date(props.chart.now()).toISOString() }))
              }
            >
              {words.given}
            </Button>
          </>
        }
      />
      <Dialog
        open={asked() === 'cancel'}
        onClose={() => setAsked(null)}
        title={words.cancel}
        actions={
          <>
            <Button onClick={() => setAsked(null)}>{common.back}</Button>
            <Button
              kind="danger"
              disabled={reason().trim() === '' || entering.busy()}
              onClick={() => void done(entering.enter('dose-cancel', { order: props.order.id, reason: reason().trim() }))}
            >
              {words.cancel}
            </Button>
          </>
        }
      >
        <label class={panel['field']}>
          {words.cancelReason}
          <input class={panel['input']} value={reason()} onInput={(event) => setReason(event.currentTarget.value)} />
        </label>
      </Dialog>
    </div>
  );
}
