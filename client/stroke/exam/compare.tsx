import { createMemo, createSignal, For, Index, type JSX, Show } from 'solid-js';
import type { Exam, Scoring } from '#shared/chart/exams.ts';
import { disagreements, NIHSS_ITEMS, type NihssAnswer, type NihssAnswers, type NihssItem, nihss } from '#shared/clinical/nihss.ts';
import type { Chart } from '../create-chart.ts';
import { createEntering } from '../ui/create-entering.ts';
import { EntryForm } from '../ui/entry-form.tsx';
import panel from '../ui/panel.module.css';
import styles from './exam.module.css';
import { words } from './words.ts';

const show = (answer: NihssAnswer | undefined): string => (answer === undefined ? '–' : typeof answer === 'number' ? String(answer) : 'UN');

/** Both scores beside each other once they are open; where they differ, one is chosen, and both stay. */
export function Compare(props: { chart: Chart; exam: Exam }): JSX.Element {
  const open = () =>
    props.exam.scorings.filter(
      (one): one is Scoring & { answers: NihssAnswers } => one.answers !== null && (props.exam.revealed || one.done),
    );
  const first = () => open()[0];
  const second = () => (props.exam.revealed ? open()[1] : undefined);
  const differing = createMemo<readonly NihssItem[]>(() => {
    const [a, b] = [first(), second()];
    return a === undefined || b === undefined ? [] : disagreements(a.answers, b.answers);
  });
  const [chosen, setChosen] = createSignal<NihssAnswers>({});
  const entering = createEntering(props.chart);
  const agreed = createMemo<NihssAnswers>(() => {
    const base = first()?.answers ?? {};
    const same = Object.fromEntries(Object.entries(base).filter(([item]) => !differing().includes(item as NihssItem))) as NihssAnswers;
    return { ...same, ...chosen() };
  });
  const complete = () => nihss(agreed()).missing.length === 0;
  const submit = async () => {
    await entering.enter('nihss-reconciled', { exam: props.exam.id, answers: agreed() });
  };
  const reconciled = () => props.exam.reconciled?.answers ?? null;
  return (
    <Show when={first()}>
      {(one) => (
        <>
          <p>
            <Show
              when={second()}
              fallback={
                <>
                  {one().by.name}: <strong>{nihss(one().answers).text}</strong> <span class={panel['quiet']}>({words.oneExaminer})</span>
                </>
              }
            >
              {(two) => (
                <>
                  {one().by.name} <strong>{nihss(one().answers).text}</strong>, {two().by.name} <strong>{nihss(two().answers).text}</strong>
                </>
              )}
            </Show>
          </p>
          <Show when={second()}>
            {(two) => (
              <>
                <p classList={{ [panel['amber']!]: differing().length > 0 }}>{words.disagree(differing().length)}</p>
                <table class={panel['table']} aria-label={words.compare}>
                  <thead>
                    <tr>
                      <th scope="col">NIHSS</th>
                      <th scope="col">{one().by.name}</th>
                      <th scope="col">{two().by.name}</th>
                      <th scope="col">{words.reconciled}</th>
                    </tr>
                  </thead>
                  <tbody>
                    <For each={NIHSS_ITEMS}>
                      {({ id, name }) => {
                        const [mine, theirs] = [() => one().answers[id], () => two().answers[id]];
                        const differs = () => differing().includes(id);
                        return (
                          <tr data-item={id} data-differs={differs()} classList={{ [styles['differs']!]: differs() }}>
                            <th scope="row">{words.item(id, name)}</th>
                            <td>{show(mine())}</td>
                            <td>
                              {show(theirs())}
                              <Show when={differs()}>
                                <span class="visually-hidden"> ({words.differs})</span> ≠
                              </Show>
                            </td>
                            <td>
                              <Show
                                when={differs() && reconciled() === null && props.chart.may('nihss-reconciled')}
                                fallback={show((reconciled() ?? agreed())[id])}
                              >
                                <span class={panel['choices']}>
                                  <Index each={[mine(), theirs()].filter((answer) => answer !== undefined)}>
                                    {(answer) => (
                                      <button
                                        type="button"
                                        class={panel['choice']}
                                        aria-label={`${words.item(id, name)}: ${show(answer())}`}
                                        aria-pressed={id in chosen() && show(chosen()[id]) === show(answer())}
                                        onClick={() => setChosen({ ...chosen(), [id]: answer() })}
                                      >
                                        {show(answer())}
                                      </button>
                                    )}
                                  </Index>
                                </span>
                              </Show>
                            </td>
                          </tr>
                        );
                      }}
                    </For>
                  </tbody>
                </table>
                <p aria-live="polite" data-reconciled={props.exam.reconciled !== null}>
                  {words.reconciled}:{' '}
                  <strong>{props.exam.reconciled === null ? words.notAgreed : nihss(props.exam.reconciled.answers).text}</strong>{' '}
                  <span class={panel['quiet']}>{props.exam.reconciled?.by?.name}</span>
                </p>
                <Show when={props.exam.reconciled === null && props.chart.may('nihss-reconciled')}>
                  <EntryForm what={words.reconciled} entering={entering} ready={complete()} onSubmit={submit}>
                    {null}
                  </EntryForm>
                </Show>
              </>
            )}
          </Show>
        </>
      )}
    </Show>
  );
}
