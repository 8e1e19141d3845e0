import { A } from '@solidjs/router';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { takenBack } from '#shared/chart/entries.ts';
import { RETRACTABLE } from '#shared/chart/refusals/note.ts';
import type { ChartEntry } from '#shared/protocol/chart/chart.ts';
import type { ConsultEvent } from '#shared/protocol/chart/events.ts';
import { createOfConsult } from '../../app/create-of-consult.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { Chart } from '../create-chart.ts';
import { createEntering } from '../ui/create-entering.ts';
import { EntryForm, Fault } from '../ui/entry-form.tsx';
import panel from '../ui/panel.module.css';
import { siteTime } from '../ui/site-time.ts';
import { words as common } from '../words.ts';
import { describe, describeEvent, otherRoomOf } from './describe.ts';
import { words } from './words.ts';

/** `room`: another one that this line leads to. */
type Line = { key: string; at: string; who: string; text: string; entry: ChartEntry | null; room: string | null };

/** One timeline, newest first: the chart and all that happened beside it, with who and when. */
export function Everything(props: { chart: Chart }): JSX.Element {
  const events = createOfConsult<{ events: ConsultEvent[] }>(props.chart.consult, 'events');
  const gone = createMemo(() => takenBack(props.chart.entries()));
  const lines = createMemo((): Line[] => {
    const chart = props.chart.entries().map(
      (entry): Line => ({
        key: `entry-${entry.seq}`,
        at: entry.at,
        who: entry.by?.name ?? words.by[entry.origin],
        text: describe(entry, props.chart.zone(), props.chart.now()),
        entry,
        room: null,
      }),
    );
    const beside = (events.known()?.events ?? []).map(
      (event): Line => ({
        key: `event-${event.id}`,
        at: event.at,
        who: event.person ?? words.by.system,
        text: describeEvent(event),
        entry: null,
        room: otherRoomOf(event)?.consultId ?? null,
      }),
    );
    return [...chart, ...beside].sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || (b.entry?.seq ?? 0) - (a.entry?.seq ?? 0));
  });
  const byKey = createMemo(() => new Map(lines().map((line) => [line.key, line])));
  const [asked, setAsked] = createSignal<number | null>(null);
  const [reason, setReason] = createSignal('');
  const [text, setText] = createSignal('');
  const taking = createEntering(props.chart);
  const remarking = createEntering(props.chart);
  const takeBack = async () => {
    const seq = asked();
    if (seq !== null) await taking.enter('retract', { seq, reason: reason().trim() });
    setAsked(null);
    setReason('');
  };
  const remark = async () => {
    if (await remarking.enter('remark', { text: text().trim() })) setText('');
  };
  return (
    <section class={panel['section']} aria-label={words.all}>
      <Show when={props.chart.may('remark')}>
        <EntryForm what={words.remark} entering={remarking} ready={text().trim() !== ''} onSubmit={remark}>
          <label class={panel['field']}>
            {words.remark}
            <input class={panel['input']} value={text()} onInput={(event) => setText(event.currentTarget.value)} />
          </label>
        </EntryForm>
      </Show>
      <Fault entering={taking} />
      <Show when={events.failed()}>
        <p class={panel['amber']} role="status">
          {words.eventsUnread}
        </p>
      </Show>
      <ol class={panel['list']}>
        <For each={lines().map(({ key }) => key)}>
          {(key) => {
            const line = () => byKey().get(key)!;
            const back = () => line().entry !== null && gone().has(line().entry!.seq);
            return (
              <li id={key} data-line={line().entry?.kind ?? 'event'}>
                <span class={panel['quiet']}>
                  {siteTime(line().at, props.chart.zone(), props.chart.now())} {line().who}
                </span>{' '}
                <span class={back() ? panel['gone'] : undefined}>{line().text}</span>
                <Show when={back()}> ({words.takenBack})</Show>
                <Show when={line().room}>
                  {(room) => (
                    <>
                      {' '}
                      <A href={`/consults/${room()}`}>{words.otherRoom}</A>
                    </>
                  )}
                </Show>
                <Show when={line().entry !== null && RETRACTABLE.includes(line().entry!.kind) && !back() && props.chart.may('retract')}>
                  {' '}
                  <Button kind="quiet" aria-label={`${words.takeBack}: ${line().text}`} onClick={() => setAsked(line().entry!.seq)}>
                    {words.takeBack}
                  </Button>
                </Show>
              </li>
            );
          }}
        </For>
      </ol>
      <Dialog
        open={asked() !== null}
        onClose={() => setAsked(null)}
        title={words.takeBackTitle}
        text={words.takeBackText}
        actions={
          <>
            <Button onClick={() => setAsked(null)}>{common.back}</Button>
            <Button kind="danger" disabled={reason().trim() === '' || taking.busy()} onClick={() => void takeBack()}>
              {words.takeBack}
            </Button>
          </>
        }
      >
        <label class={panel['field']}>
          {words.why}
          <input class={panel['input']} value={reason()} onInput={(event) => setReason(event.currentTarget.value)} />
        </label>
      </Dialog>
    </section>
  );
}
