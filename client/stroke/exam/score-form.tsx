import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import type { Exam } from '#shared/chart/exams.ts';
import { NIHSS_ITEMS, type NihssAnswer, type NihssAnswers, type NihssItem, nihss, withComaRule } from '#shared/clinical/nihss.ts';
import { NIHSS_TEXTS } from '#shared/clinical/nihss-answers.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { Chart } from '../create-chart.ts';
import { createEntering } from '../ui/create-entering.ts';
import { Fault } from '../ui/entry-form.tsx';
import panel from '../ui/panel.module.css';
import { words as common } from '../words.ts';
import styles from './exam.module.css';
import { words } from './words.ts';

/** One's own scores, item by item; each is kept as it is entered. */
export function ScoreForm(props: { chart: Chart; exam: Exam; scored: NihssAnswers }): JSX.Element {
  const [answers, setAnswers] = createSignal<NihssAnswers>(props.scored);
  const [asked, setAsked] = createSignal(false);
  const entering = createEntering(props.chart);
  const result = () => nihss(answers());
  /** Who was in coma and is not any more: items 8 and 9 were scored by rule, and are asked now. */
  const woken = (item: NihssItem): NihssAnswers => {
    if (item !== '1a' || answers()['1a'] !== 3) return answers();
    const { '8': _sensory, '9': _language, ...others } = answers();
    return others;
  };
  const score = (item: NihssItem, answer: NihssAnswer) => {
    const next = withComaRule({ ...woken(item), [item]: answer });
    setAnswers(next);
    void entering.enter('nihss', { exam: props.exam.id, answers: next });
  };
  let list: HTMLOListElement | undefined;
  const next = () => list?.querySelector('[data-answered="false"]')?.scrollIntoView({ block: 'center' });
  const finish = async () => {
    await entering.enter('nihss-done', { exam: props.exam.id });
    setAsked(false);
  };
  return (
    <>
      <p class={`${panel['row']} ${styles['total']}`} aria-live="polite">
        <span class={panel['number']} data-own-total={result().total}>
          {result().total}
        </span>
        <span>
          {result().untestable.length > 0 ? `+${result().untestable.length} ${words.untestable.toLowerCase()}. ` : ''}
          {words.missing(result().missing.length)}
        </span>
        <Show when={result().missing.length > 0 && result().missing.length < NIHSS_ITEMS.length}>
          <Button kind="quiet" onClick={next}>
            {words.next}
          </Button>
        </Show>
      </p>
      <Show when={answers()['1a'] === 3}>
        <p class={panel['amber']}>{words.coma}</p>
      </Show>
      <ol class={panel['list']} ref={list}>
        <For each={NIHSS_ITEMS}>
          {(item) => <Item item={item} answer={answers()[item.id]} onScore={(answer) => score(item.id, answer)} />}
        </For>
      </ol>
      <Fault entering={entering} />
      <Button kind="primary" disabled={result().missing.length > 0} onClick={() => setAsked(true)}>
        {words.finish}
      </Button>
      <Dialog
        open={asked()}
        onClose={() => setAsked(false)}
        title={words.finishTitle}
        text={words.finishText}
        actions={
          <>
            <Button onClick={() => setAsked(false)}>{common.back}</Button>
            <Button kind="primary" disabled={entering.busy()} onClick={() => void finish()}>
              {words.finish}
            </Button>
          </>
        }
      />
    </>
  );
}

function Item(props: {
  item: (typeof NIHSS_ITEMS)[number];
  answer: NihssAnswer | undefined;
  onScore: (answer: NihssAnswer) => void;
}): JSX.Element {
  const text = NIHSS_TEXTS[props.item.id];
  const [asking, setAsking] = createSignal(false);
  const [reason, setReason] = createSignal('');
  const name = words.item(props.item.id, props.item.name);
  const group = createUniqueId();
  const choose = (answer: NihssAnswer) => {
    props.onScore(answer);
    setAsking(false);
  };
  const reasonGiven = () => (typeof props.answer === 'object' ? props.answer.untestable : null);
  return (
    <li class={styles['item']} data-item={props.item.id} data-answered={props.answer !== undefined}>
      <p class={styles['name']}>{name}</p>
      <p class={panel['quiet']}>{text.how}</p>
      <fieldset class={styles['scores']} aria-label={name} onKeyDown={moveOrChoose}>
        {text.scores.map((words, score) => (
          <label class={styles['score']}>
            <input type="radio" name={group} checked={props.answer === score} onChange={() => choose(score)} />
            <span class={styles['points']}>{score}</span> {words}
          </label>
        ))}
        <Show when={props.item.untestable}>
          <label class={styles['score']}>
            <input
              type="radio"
              name={group}
              checked={reasonGiven() !== null}
              onClick={(event) => {
                // It counts once it has a reason.
                event.preventDefault();
                setAsking(true);
              }}
            />
            <span class={styles['points']}>UN</span> {reasonGiven() ?? words.untestable}
          </label>
        </Show>
      </fieldset>
      <Show when={asking()}>
        <form
          class={panel['row']}
          onSubmit={(event) => {
            event.preventDefault();
            if (reason().trim() === '') return;
            choose({ untestable: reason().trim() });
          }}
        >
          <label class={panel['field']}>
            {words.untestableWhy}
            <input class={panel['input']} value={reason()} onInput={(event) => setReason(event.currentTarget.value)} />
          </label>
          <Button type="submit" disabled={reason().trim() === ''}>
            {words.keep}
          </Button>
        </form>
      </Show>
    </li>
  );
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/**
 * Arrows move between the scores and enter none, where a browser's own would enter each one that is passed: coma on the way would score items
 * 8 and 9. Space or Enter enters it.
 */
function moveOrChoose(event: KeyboardEvent & { currentTarget: HTMLFieldSetElement }): void {
  const radios = [...event.currentTarget.querySelectorAll('input')];
  const at = radios.indexOf(event.target as HTMLInputElement);
  const step = STEPS[event.key];
  if (at < 0 || (step === undefined && event.key !== 'Enter')) return;
  event.preventDefault();
  if (step === undefined) radios[at]!.click();
  else radios.at((at + step) % radios.length)!.focus();
}
