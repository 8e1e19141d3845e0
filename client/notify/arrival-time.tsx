import { createSignal, type JSX, Show } from 'solid-js';
import { TimeField } from '../stroke/times/time-field.tsx';
import { Choice } from '../stroke/ui/choice.tsx';
import { siteTime } from '../stroke/ui/site-time.ts';
import styles from './notify.module.css';
import { words } from './words.ts';

const MINUTES = [5, 10, 20, 30] as const;
type Chosen = `${(typeof MINUTES)[number]}` | 'time' | 'unknown';
const OPTIONS: { value: Chosen; text: string }[] = [
  ...MINUTES.map((minutes) => ({ value: `${minutes}` as const, text: words.inMinutes(minutes) })),
  { value: 'time', text: words.atTime },
  { value: 'unknown', text: words.unknownEta },
];

/** When the ambulance comes: counted from the tap. Null: nobody said; undefined while it is not answered. */
export function ArrivalTime(props: { zone: string; now: number; onAnswer: (eta: string | null | undefined) => void }): JSX.Element {
  const [chosen, setChosen] = createSignal<Chosen | null>(null);
  const [eta, setEta] = createSignal<string | null>(null);
  const put = (at: number | null) => {
    setEta(at === null ? null : new Date(at).toISOString());
    props.onAnswer(eta() ?? undefined);
  };
  const choose = (value: Chosen) => {
    setChosen(value);
    if (value === 'unknown') {
      setEta(null);
      props.onAnswer(null);
    } else put(value === 'time' ? null : props.now + Number(value) * 60_000);
  };
  return (
    <section class={styles['section']} aria-label={words.eta}>
      <h2>{words.eta}</h2>
      <Choice label={words.eta} options={OPTIONS} value={chosen()} onChoose={choose} />
      <Show when={chosen() === 'time'}>
        <TimeField label={words.etaTime} zone={props.zone} now={props.now} ahead onInstant={put} />
      </Show>
      <Show when={eta()}>
        {(at) => (
          <p class={styles['quiet']}>
            {words.etaTime} {siteTime(at(), props.zone, props.now)}
          </p>
        )}
      </Show>
    </section>
  );
}
