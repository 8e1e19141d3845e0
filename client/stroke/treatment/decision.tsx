import { createSignal, type JSX, Show } from 'solid-js';
import { last } from '#shared/chart/entries.ts';
import type { Chart } from '../create-chart.ts';
import { Choice } from '../ui/choice.tsx';
import { createEntering } from '../ui/create-entering.ts';
import { EntryForm, Fault } from '../ui/entry-form.tsx';
import panel from '../ui/panel.module.css';
import { siteTime } from '../ui/site-time.ts';
import { words } from './words.ts';

const YES_NO = (['yes', 'no', 'unknown'] as const).map((value) => ({ value, text: words.answers[value] }));
type Reason = keyof typeof words.reasons;
const REASONS = (Object.keys(words.reasons) as Reason[]).map((value) => ({ value, text: words.reasons[value] }));
type Decision = keyof typeof words.choices;

/** "Disabling?" is asked of a clinician; so is the decision. */
export function DecisionSection(props: { chart: Chart }): JSX.Element {
  const disabling = () => last(props.chart.entries(), 'disabling');
  const decided = () => last(props.chart.entries(), 'thrombolysis-decision');
  const asking = createEntering(props.chart);
  const deciding = createEntering(props.chart);
  const [choice, setChoice] = createSignal<Decision | null>(null);
  const [reason, setReason] = createSignal<Reason | null>(null);
  const submit = async () => {
    const chosen = choice();
    if (chosen === null) return;
    const reasons = reason() === null ? [] : [reason()!];
    if (await deciding.enter('thrombolysis-decision', { choice: chosen, reasons, words: '' })) {
      setChoice(null);
      setReason(null);
    }
  };
  const time = (iso: string) => siteTime(iso, props.chart.zone(), props.chart.now());
  return (
    <section class={panel['section']} aria-label={words.decision}>
      <h3 class={panel['title']}>{words.disabling}</h3>
      <p class={panel['quiet']}>{words.disablingHint}</p>
      <Choice
        label={words.disabling}
        options={YES_NO}
        value={disabling()?.body.answer ?? null}
        disabled={!props.chart.may('disabling')}
        onChoose={(answer) => void asking.enter('disabling', { answer, words: '' })}
      />
      <Show when={disabling()}>{(entry) => <p class={panel['quiet']}>{words.by(entry().by?.name ?? '', time(entry().at))}</p>}</Show>
      <Fault entering={asking} />
      <h3 class={panel['title']}>{words.decision}</h3>
      <Show when={decided()} fallback={<p class={panel['quiet']}>{words.undecided}</p>}>
        {(entry) => (
          <p>
            <strong data-decision={entry().body.choice}>{words.choices[entry().body.choice]}</strong>{' '}
            <span class={panel['quiet']}>
              {entry()
                .body.reasons.map((one) => words.reasons[one as Reason] ?? one)
                .join(', ')}{' '}
              {words.by(entry().by?.name ?? '', time(entry().at))}
            </span>
          </p>
        )}
      </Show>
      <Show when={props.chart.may('thrombolysis-decision')}>
        <EntryForm
          what="decision"
          entering={deciding}
          ready={choice() !== null && (choice() === 'give' || reason() !== null)}
          onSubmit={submit}
        >
          <Choice
            label={words.decision}
            options={(Object.keys(words.choices) as Decision[]).map((value) => ({
              value,
              text: words.choices[value],
              name: words.choices[value],
            }))}
            value={choice()}
            onChoose={setChoice}
          />
          <Show when={choice() !== null && choice() !== 'give'}>
            <Choice label={words.why} options={REASONS} value={reason()} onChoose={setReason} />
          </Show>
        </EntryForm>
      </Show>
    </section>
  );
}
