import { For, type JSX, Show } from 'solid-js';
import { doseOf, type Order } from '#shared/chart/doses.ts';
import panel from '../ui/panel.module.css';
import { words } from './words.ts';

/** What an order says, in large figures. */
export function DoseFigures(props: { body: Order['body'] }): JSX.Element {
  const dose = () => doseOf(props.body.kg, props.body.rule);
  return (
    <>
      <p class={panel['number']} data-dose={props.body.totalMg}>
        {words.drug[props.body.drug]} {props.body.totalMg} mg
      </p>
      <p>
        {words.bolus(String(props.body.bolusMg), dose().bolusMinutes)}
        <Show when={props.body.infusionMg > 0}>, {words.infusion(String(props.body.infusionMg), dose().infusionMinutes)}</Show>
      </p>
      <p>
        {words.volume(String(props.body.volumeMl))} ({props.body.vial.label}: {props.body.vial.mg} mg + {props.body.vial.diluentMl} mL)
      </p>
      <p class={panel['quiet']}>
        {props.body.kg} kg; {dose().rule}
      </p>
      <For each={dose().notes}>{(note) => <p class={panel['amber']}>{note}</p>}</For>
    </>
  );
}
