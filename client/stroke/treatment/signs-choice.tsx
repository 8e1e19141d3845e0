import { For, type JSX } from 'solid-js';
import { STOP_SIGNS } from '#shared/clinical/pressure.ts';
import panel from '../ui/panel.module.css';
import { words } from './words.ts';

/** The signs of the stop rule, as many as there are. */
export function SignsChoice(props: { signs: readonly string[]; onChange: (signs: readonly string[]) => void }): JSX.Element {
  const toggle = (sign: string) =>
    props.onChange(props.signs.includes(sign) ? props.signs.filter((one) => one !== sign) : [...props.signs, sign]);
  return (
    <fieldset class={panel['choices']} aria-label={words.signs}>
      <For each={STOP_SIGNS.signs}>
        {(sign) => (
          <button type="button" class={panel['choice']} aria-pressed={props.signs.includes(sign)} onClick={() => toggle(sign)}>
            {sign}
          </button>
        )}
      </For>
    </fieldset>
  );
}
