import { createSignal, For, type JSX, Show } from 'solid-js';
import { dispositionOf } from '#shared/chart/disposition.ts';
import { live } from '#shared/chart/entries.ts';
import type { Chart } from '../create-chart.ts';
import { Choice } from '../ui/choice.tsx';
import { createEntering } from '../ui/create-entering.ts';
import { EntryForm } from '../ui/entry-form.tsx';
import panel from '../ui/panel.module.css';
import { siteTime } from '../ui/site-time.ts';
import { words } from './words.ts';

type Outcome = keyof typeof words.outcomes;

/** What became of the patient, from those who received them to those who sent them. */
export function Feedback(props: { chart: Chart }): JSX.Element {
  const told = () => live(props.chart.entries(), 'feedback');
  const [outcome, setOutcome] = createSignal<Outcome | null>(null);
  const [text, setText] = createSignal('');
  const entering = createEntering(props.chart);
  const may = () => props.chart.may('feedback') && props.chart.me.organisation.kind === 'hub';
  const submit = async () => {
    const chosen = outcome();
    if (chosen !== null && (await entering.enter('feedback', { outcome: chosen, words: text() }))) {
      setOutcome(null);
      setText('');
    }
  };
  return (
    <Show when={dispositionOf(props.chart.entries()) !== undefined}>
      <section class={panel['section']} aria-label={words.feedback}>
        <h3 class={panel['title']}>{words.feedback}</h3>
        <p class={panel['quiet']}>{words.feedbackHint}</p>
        <For each={told()} fallback={<p class={panel['quiet']}>{words.noFeedback}</p>}>
          {(entry) => (
            <p>
              <strong>{words.outcomes[entry.body.outcome as Outcome] ?? entry.body.outcome}</strong> {entry.body.words}{' '}
              <span class={panel['quiet']}>
                {entry.by?.name}, {siteTime(entry.at, props.chart.zone(), props.chart.now())}
              </span>
            </p>
          )}
        </For>
        <Show when={may()}>
          <EntryForm what={words.enterFeedback} entering={entering} ready={outcome() !== null} onSubmit={submit}>
            <Choice
              label={words.feedback}
              options={(Object.keys(words.outcomes) as Outcome[]).map((value) => ({ value, text: words.outcomes[value] }))}
              value={outcome()}
              onChoose={setOutcome}
            />
            <label class={panel['field']}>
              {words.outcomeWords}
              <input class={panel['input']} value={text()} onInput={(event) => setText(event.currentTarget.value)} />
            </label>
          </EntryForm>
        </Show>
      </section>
    </Show>
  );
}
