import { createSignal, type JSX, Show } from 'solid-js';
import { last } from '#shared/chart/entries.ts';
import { onsetOf } from '#shared/chart/times.ts';
import { Button } from '../../ui/button.tsx';
import type { Chart } from '../create-chart.ts';
import { Choice } from '../ui/choice.tsx';
import { createEntering } from '../ui/create-entering.ts';
import { EntryForm } from '../ui/entry-form.tsx';
import panel from '../ui/panel.module.css';
import { siteTime } from '../ui/site-time.ts';
import { TimeField } from './time-field.tsx';
import { words } from './words.ts';

type Source = keyof typeof words.lkwSource;
type Confidence = keyof typeof words.confidence;
const options = <T extends string>(texts: Record<T, string>) => (Object.keys(texts) as T[]).map((value) => ({ value, text: texts[value] }));

/** Last known well: from, to, who says so, and how sure; or that nobody knows. */
export function LastKnownWellSection(props: { chart: Chart }): JSX.Element {
  const entry = () => last(props.chart.entries(), 'last-known-well');
  const known = () => onsetOf(props.chart.entries()).lastKnownWell;
  const [from, setFrom] = createSignal<number | null>(null);
  const [to, setTo] = createSignal<number | null>(null);
  const [source, setSource] = createSignal<Source | null>(null);
  const [confidence, setConfidence] = createSignal<Confidence | null>(null);
  const entering = createEntering(props.chart);
  const range = () => {
    const [first, second] = [from(), to() ?? from()];
    return first === null || second === null || second < first
      ? null
      : { from: new Date(first).toISOString(), to: new Date(second).toISOString() };
  };
  const submit = async () => {
    const [body, by, sure] = [range(), source(), confidence()];
    if (body !== null && by !== null && sure !== null)
      await entering.enter('last-known-well', { range: body, source: by, confidence: sure });
  };
  const time = (ms: number) => siteTime(new Date(ms).toISOString(), props.chart.zone(), props.chart.now());
  return (
    <section class={panel['section']} aria-label={words.lkw}>
      <h3 class={panel['title']}>{words.lkw}</h3>
      <Show when={known()} fallback={<p class={panel['amber']}>{words.lkwNone}</p>}>
        {(range) => (
          <p>
            <strong data-last-known-well>
              {range().from === range().to ? time(range().from) : `${time(range().from)} – ${time(range().to)}`}
            </strong>{' '}
            <span class={panel['quiet']}>
              {words.lkwSource[range().source]}, {words.confidence[range().confidence]} ({entry()?.by?.name})
            </span>
          </p>
        )}
      </Show>
      <Show when={props.chart.may('last-known-well')}>
        <EntryForm
          what={words.lkw}
          entering={entering}
          ready={range() !== null && source() !== null && confidence() !== null}
          onSubmit={submit}
        >
          <TimeField label={words.from} zone={props.chart.zone()} now={props.chart.now()} onInstant={setFrom} />
          <TimeField label={words.to} zone={props.chart.zone()} now={props.chart.now()} onInstant={setTo} />
          <div class={panel['field']}>
            <span>{words.whoSays}</span>
            <Choice label={words.whoSays} options={options(words.lkwSource)} value={source()} onChoose={setSource} />
          </div>
          <div class={panel['field']}>
            <span>{words.howSure}</span>
            <Choice label={words.howSure} options={options(words.confidence)} value={confidence()} onChoose={setConfidence} />
          </div>
        </EntryForm>
        <Button onClick={() => void entering.enter('last-known-well', { range: null, source: 'other', confidence: 'doubtful' })}>
          {words.nobodyKnows}
        </Button>
      </Show>
    </section>
  );
}
