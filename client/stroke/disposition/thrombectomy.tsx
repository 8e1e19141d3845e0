import { createMemo, For, type JSX, Show } from 'solid-js';
import { thrombectomyInputs, trials } from '#shared/chart/disposition.ts';
import { type RuleOutcome, TRIALS, thrombectomy } from '#shared/clinical/thrombectomy.ts';
import { Keyed } from '../../ui/keyed.tsx';
import type { Chart } from '../create-chart.ts';
import panel from '../ui/panel.module.css';
import { Rule } from '../ui/rule.tsx';
import { words } from './words.ts';

/** Each rule with its recommendation, what is against it and what is missing; those that do not apply folded away. */
export function Thrombectomy(props: { chart: Chart }): JSX.Element {
  const rules = createMemo(() =>
    thrombectomy(thrombectomyInputs(props.chart.entries(), props.chart.consult().patient.birthDate, props.chart.now())),
  );
  const shown = () => rules().filter(({ state }) => state !== 'does-not-apply');
  const others = () => rules().filter(({ state }) => state === 'does-not-apply');
  return (
    <section class={panel['section']} aria-label={words.thrombectomy}>
      <h3 class={panel['title']}>{words.thrombectomy}</h3>
      <p class={panel['quiet']}>{words.thrombectomyHint}</p>
      <ul class={panel['list']}>
        <Keyed each={shown()} by={({ id }) => id}>
          {(rule) => <Outcome rule={rule()} />}
        </Keyed>
      </ul>
      <Trials chart={props.chart} />
      <Show when={others().length > 0}>
        <details>
          <summary class={panel['quiet']}>{words.others(others().length)}</summary>
          <ul class={panel['list']}>
            <Keyed each={others()} by={({ id }) => id}>
              {(rule) => <Outcome rule={rule()} />}
            </Keyed>
          </ul>
        </details>
      </Show>
    </section>
  );
}

/** What two trials would have said of the images: to explain, never to decide. */
function Trials(props: { chart: Chart }): JSX.Element {
  const met = () => trials(props.chart.entries(), props.chart.consult().patient.birthDate, props.chart.now());
  return (
    <For each={['dawn', 'defuse3'] as const}>
      {(name) => (
        <Show when={met()[name] !== null}>
          <p class={panel['line']} data-trial={name} data-met={met()[name]}>
            <span class={panel['quiet']}>
              {words.trial[name]}: {met()[name] ? words.trialMet : words.trialNotMet}
            </span>
            <Rule of={words.trial[name]} text={`${TRIALS[name].text}. ${words.trialsHint}`} source={TRIALS[name].source} />
          </p>
        </Show>
      )}
    </For>
  );
}

function Outcome(props: { rule: RuleOutcome }): JSX.Element {
  return (
    <li class={panel['card']} data-rule={props.rule.id} data-state={props.rule.state}>
      <p class={panel['line']}>
        <span>
          <strong>{words.state[props.rule.state]}</strong>: {props.rule.text}
        </span>
        <Rule of={props.rule.recommendation} text={props.rule.text} source={props.rule.source} />
      </p>
      <p>{props.rule.recommendation}</p>
      <Show when={props.rule.unmet.length > 0}>
        <p class={panel['quiet']}>{words.unmet(props.rule.unmet.join('; '))}</p>
      </Show>
      <Show when={props.rule.missing.length > 0}>
        <p class={panel['amber']}>{words.missing(props.rule.missing.map((input) => words.inputs[input] ?? input).join(', '))}</p>
      </Show>
    </li>
  );
}
