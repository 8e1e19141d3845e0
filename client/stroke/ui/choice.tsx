import type { JSX } from 'solid-js';
import { Keyed } from '../../ui/keyed.tsx';
import styles from './panel.module.css';

/** A few answers beside each other, one of them taken; none at first: nothing is preset. */
export function Choice<T extends string | number>(props: {
  label: string;
  options: readonly { value: T; text: string; name?: string }[];
  value: T | null;
  disabled?: boolean;
  onChoose: (value: T) => void;
}): JSX.Element {
  return (
    <fieldset class={styles['choices']} aria-label={props.label}>
      <Keyed each={props.options} by={({ value }) => value}>
        {(option) => (
          <button
            type="button"
            class={styles['choice']}
            aria-pressed={props.value === option().value}
            aria-label={option().name ?? `${props.label}: ${option().text}`}
            disabled={props.disabled}
            onClick={() => props.onChoose(option().value)}
          >
            {option().text}
          </button>
        )}
      </Keyed>
    </fieldset>
  );
}
