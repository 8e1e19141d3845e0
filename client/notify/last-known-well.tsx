import { createSignal, type JSX, Show } from 'solid-js';
import type { Body } from '#shared/protocol/chart/chart.ts';
import { TimeField } from '../stroke/times/time-field.tsx';
import { words as timeWords } from '../stroke/times/words.ts';
import { Choice } from '../stroke/ui/choice.tsx';
import styles from './notify.module.css';
import { words } from './words.ts';

type Answer = Body<'last-known-well'>;
const options = <T extends string>(texts: Record<T, string>) => (Object.keys(texts) as T[]).map((value) => ({ value, text: texts[value] }));
const KNOWN = [
  { value: 'known', text: words.lkwKnown },
  { value: 'unknown', text: words.lkwUnknown },
] as const;

/** When the patient was last well, as a time or a range, by whom and how sure; or that nobody knows. Undefined while something is missing. */
export function LastKnownWell(props: { zone: string; now: number; onAnswer: (answer: Answer | undefined) => void }): JSX.Element {
  const [known, setKnown] = createSignal<'known' | 'unknown' | null>(null);
  const [from, setFrom] = createSignal<number | null>(null);
  const [to, setTo] = createSignal<number | null>(null);
  const [source, setSource] = createSignal<Answer['source'] | null>(null);
  const [confidence, setConfidence] = createSignal<Answer['confidence'] | null>(null);
  const answer = (): Answer | undefined => {
    if (known() === 'unknown') return { range: null, source: 'other', confidence: 'doubtful' };
    const [first, second, by, sure] = [from(), to() ?? from(), source(), confidence()];
    if (known() === null || first === null || second === null || second < first || by === null || sure === null) return undefined;
    return { range: { from: new Date(first).toISOString(), to: new Date(second).toISOString() }, source: by, confidence: sure };
  };
  const put = (set: () => void) => {
    set();
    props.onAnswer(answer());
  };
  return (
    <section class={styles['section']} aria-label={words.lkw}>
      <h2>{words.lkw}</h2>
      <Choice label={words.lkw} options={KNOWN} value={known()} onChoose={(value) => put(() => setKnown(value))} />
      <Show when={known() === 'known'}>
        <p class={styles['quiet']}>{timeWords.zone(props.zone)}</p>
        <TimeField label={words.from} zone={props.zone} now={props.now} onInstant={(at) => put(() => setFrom(at))} />
        <TimeField label={words.to} zone={props.zone} now={props.now} onInstant={(at) => put(() => setTo(at))} />
        <div class={styles['part']}>
          <p>{timeWords.whoSays}</p>
          <Choice
            label={timeWords.whoSays}
            options={options(timeWords.lkwSource)}
            value={source()}
            onChoose={(value) => put(() => setSource(value))}
          />
        </div>
        <div class={styles['part']}>
          <p>{timeWords.howSure}</p>
          <Choice
            label={timeWords.howSure}
            options={options(timeWords.confidence)}
            value={confidence()}
            onChoose={(value) => put(() => setConfidence(value))}
          />
        </div>
      </Show>
    </section>
  );
}
