import { createMemo, For, type JSX, Show } from 'solid-js';
import { type Exam, examResults, exams } from '#shared/chart/exams.ts';
import { NIHSS_SOURCE } from '#shared/clinical/nihss.ts';
import { Button } from '../../ui/button.tsx';
import type { Chart } from '../create-chart.ts';
import { createEntering } from '../ui/create-entering.ts';
import { Fault } from '../ui/entry-form.tsx';
import panel from '../ui/panel.module.css';
import { Rule } from '../ui/rule.tsx';
import { siteTime } from '../ui/site-time.ts';
import { Compare } from './compare.tsx';
import { PrestrokeMrs } from './prestroke-mrs.tsx';
import { Reveal } from './reveal.tsx';
import { ScoreForm } from './score-form.tsx';
import { Screens } from './screens.tsx';
import { words } from './words.ts';

/** NIHSS by two, blind; what it came to over time; the screens that follow from it; and how the patient was before. */
export function ExamPanel(props: { chart: Chart }): JSX.Element {
  const all = createMemo(() => exams(props.chart.entries()));
  const current = () => all().at(-1);
  const entering = createEntering(props.chart);
  const start = () => void entering.enter('exam-start', { exam: crypto.randomUUID(), label: all().length === 0 ? 'baseline' : 'repeat' });
  const ended = () => current() === undefined || results().some(({ exam }) => exam.id === current()!.id);
  const results = createMemo(() => examResults(props.chart.entries()));
  return (
    <>
      <section class={panel['section']} aria-label={words.exam}>
        <p class={panel['line']}>
          <span class={panel['quiet']}>{words.blind}</span>
          <Rule of="NIHSS" text={words.lowScore} source={NIHSS_SOURCE} />
        </p>
        <Show when={current()?.id} keyed fallback={<p>{words.noExam}</p>}>
          {(_id) => <Current chart={props.chart} exam={current()!} />}
        </Show>
        <Show when={ended() && props.chart.may('exam-start')}>
          <Button kind={current() === undefined ? 'primary' : 'plain'} onClick={start}>
            {current() === undefined ? words.start : words.startRepeat}
          </Button>
        </Show>
        <Fault entering={entering} />
      </section>
      <Show when={results().length > 0}>
        <section class={panel['section']} aria-label={words.history}>
          <h3 class={panel['title']}>{words.history}</h3>
          <ul class={panel['list']}>
            <For each={results()}>
              {({ exam, result, change }, at) => (
                <li data-exam-total={result.total}>
                  <strong>{result.text}</strong>{' '}
                  <span class={panel['quiet']}>
                    {words.label[exam.label]}, {siteTime(exam.startedAt, props.chart.zone(), props.chart.now())}
                    <Show when={at() > 0}>
                      ,{' '}
                      <span classList={{ [panel['red']!]: (change ?? 0) > 0 }}>
                        {change === null ? words.notComparable : words.change(change)}
                      </span>
                    </Show>
                  </span>
                </li>
              )}
            </For>
          </ul>
          <p class={panel['quiet']}>{words.lowScore}</p>
        </section>
      </Show>
      <Screens chart={props.chart} />
      <PrestrokeMrs chart={props.chart} />
    </>
  );
}

function Current(props: { chart: Chart; exam: Exam }): JSX.Element {
  const me = props.chart.me.person.id;
  const own = () => props.exam.scorings.find(({ by }) => by.personId === me);
  const others = () => props.exam.scorings.filter(({ by }) => by.personId !== me);
  const mayScore = () =>
    props.chart.may('nihss') && !props.exam.revealed && own()?.done !== true && (own() !== undefined || others().length < 2);
  return (
    <div class={panel['card']} data-exam={props.exam.id} data-revealed={props.exam.revealed}>
      <p>
        <strong>{words.label[props.exam.label]}</strong>{' '}
        <span class={panel['quiet']}>{siteTime(props.exam.startedAt, props.chart.zone(), props.chart.now())}</span>
      </p>
      <Show when={!props.exam.revealed}>
        <For each={others()}>
          {(other) => (
            <p>
              {words.others(other.by.name, other.done)} <span class={panel['quiet']}>{words.hidden}</span>
            </p>
          )}
        </For>
      </Show>
      <Show when={mayScore()}>
        <ScoreForm chart={props.chart} exam={props.exam} scored={own()?.answers ?? {}} />
      </Show>
      <Show when={!props.exam.revealed && own()?.done === true}>
        <Reveal chart={props.chart} exam={props.exam} alone={others().length === 0} />
      </Show>
      <Compare chart={props.chart} exam={props.exam} />
    </div>
  );
}
