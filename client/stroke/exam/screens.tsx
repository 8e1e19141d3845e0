import { createMemo, type JSX, Show } from 'solid-js';
import { live } from '#shared/chart/entries.ts';
import { examResults } from '#shared/chart/exams.ts';
import { fastEd, lams, race } from '#shared/clinical/lvo.ts';
import { Keyed } from '../../ui/keyed.tsx';
import type { Chart } from '../create-chart.ts';
import { Choice } from '../ui/choice.tsx';
import { createEntering } from '../ui/create-entering.ts';
import { Fault } from '../ui/entry-form.tsx';
import panel from '../ui/panel.module.css';
import { Rule } from '../ui/rule.tsx';
import { words } from './words.ts';

/** FAST-ED, RACE and LAMS from the last exam; what the NIHSS does not hold is asked once. */
export function Screens(props: { chart: Chart }): JSX.Element {
  const answers = createMemo(() => examResults(props.chart.entries()).at(-1)?.answers ?? null);
  const told = (question: 'grip' | 'agnosia') =>
    live(props.chart.entries(), 'screen-answer').findLast(({ body }) => body.question === question)?.body.value ?? null;
  const screens = () => {
    const from = answers();
    return from === null ? [] : [fastEd(from), race(from, told('agnosia')), lams(from, told('grip'))];
  };
  const asks = (question: 'grip' | 'agnosia') => screens().some(({ missing }) => missing.includes(question)) || told(question) !== null;
  const entering = createEntering(props.chart);
  const ask = (question: 'grip' | 'agnosia', texts: readonly string[]) => (
    <Show when={asks(question)}>
      <div class={panel['field']}>
        <span>{words[question]}</span>
        <Choice
          label={words[question]}
          options={texts.map((text, value) => ({ value, text }))}
          value={told(question)}
          disabled={!props.chart.may('screen-answer')}
          onChoose={(value) => void entering.enter('screen-answer', { question, value })}
        />
      </div>
    </Show>
  );
  return (
    <Show when={screens().length > 0}>
      <section class={panel['section']} aria-label={words.screens}>
        <h3 class={panel['title']}>{words.screens}</h3>
        <ul class={panel['list']}>
          <Keyed each={screens()} by={({ name }) => name}>
            {(screen) => (
              <li class={panel['line']} data-screen={screen().name} data-score={screen().score ?? ''}>
                <span>
                  <strong>
                    {screen().name} {screen().score ?? '?'}
                  </strong>{' '}
                  / {screen().max}: {screen().positive === null ? words.open : screen().positive ? words.positive : words.negative}
                  <Show when={screen().missing.length > 0}>
                    , <span class={panel['amber']}>{words.asks(screen().missing.join(', '))}</span>
                  </Show>
                </span>
                <Rule of={screen().name} text={`positive from ${screen().positiveFrom} of ${screen().max}`} source={screen().source} />
              </li>
            )}
          </Keyed>
        </ul>
        {ask('grip', words.grips)}
        {ask('agnosia', words.agnosias)}
        <Fault entering={entering} />
      </section>
    </Show>
  );
}
