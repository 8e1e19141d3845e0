import { createMemo, type JSX, Show } from 'solid-js';
import { type ContraindicationCard, contraindicationCards } from '#shared/chart/contraindications.ts';
import type { Tier } from '#shared/clinical/contraindications.ts';
import { Keyed } from '../../ui/keyed.tsx';
import type { Chart } from '../create-chart.ts';
import { Choice } from '../ui/choice.tsx';
import { createEntering } from '../ui/create-entering.ts';
import { Fault } from '../ui/entry-form.tsx';
import panel from '../ui/panel.module.css';
import { Rule } from '../ui/rule.tsx';
import { words } from './words.ts';

const TIERS: readonly Tier[] = ['absolute', 'relative', 'benefit-usually-greater'];
const ANSWERS = (['yes', 'no', 'unknown'] as const).map((value) => ({ value, text: words.answers[value] }));

/** Three tiers; each card open until it is answered, and open again when something newer speaks to it. */
export function Contraindications(props: { chart: Chart }): JSX.Element {
  const cards = createMemo(() => contraindicationCards(props.chart.entries()));
  const inTier = (tier: Tier) => cards().filter((card) => card.tier === tier);
  const open = (tier: Tier) => inTier(tier).filter(({ answer }) => answer === 'unknown').length;
  const present = (tier: Tier) => inTier(tier).filter(({ answer }) => answer === 'yes').length;
  return (
    <section class={panel['section']} aria-label={words.contraindications}>
      <h3 class={panel['title']}>{words.contraindications}</h3>
      {TIERS.map((tier) => (
        <details
          class={panel['card']}
          data-level={present(tier) > 0 && tier !== 'benefit-usually-greater' ? 'red' : open(tier) > 0 ? 'amber' : undefined}
        >
          <summary>
            <strong>{words.tiers[tier]}</strong>: {words.openCount(open(tier))}
            <Show when={present(tier) > 0}>, {words.presentCount(present(tier))}</Show>
          </summary>
          <ul class={panel['list']}>
            <Keyed each={inTier(tier)} by={({ id }) => id}>
              {(card) => <Card chart={props.chart} card={card()} />}
            </Keyed>
          </ul>
        </details>
      ))}
    </section>
  );
}

/** One contraindication with its answer, what the laboratory and the images say, and the question. */
export function Card(props: { chart: Chart; card: ContraindicationCard }): JSX.Element {
  const entering = createEntering(props.chart);
  return (
    <li
      class={panel['card']}
      data-contraindication={props.card.id}
      data-answer={props.card.answer}
      data-level={props.card.reopenedBy !== null ? 'red' : undefined}
    >
      <p class={panel['line']}>
        <span>{props.card.text}</span>
        <Rule of={props.card.text} text={words.tiers[props.card.tier]} source={props.card.source} />
      </p>
      <Show when={props.card.evidence.length > 0}>
        <p class={panel['quiet']}>{props.card.evidence.join('; ')}</p>
      </Show>
      <Show when={props.card.reopenedBy !== null}>
        <p class={panel['red']}>{words.reopened}</p>
      </Show>
      <Choice
        label={props.card.text}
        options={ANSWERS}
        value={props.card.reopenedBy === null ? (props.card.asked?.answer ?? null) : null}
        disabled={!props.chart.may('contraindication')}
        onChoose={(answer) => void entering.enter('contraindication', { id: props.card.id, answer, words: '' })}
      />
      <Show when={props.card.asked}>{(asked) => <span class={panel['quiet']}>{asked().by?.name}</span>}</Show>
      <Fault entering={entering} />
    </li>
  );
}
