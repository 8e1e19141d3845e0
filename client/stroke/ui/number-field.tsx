import { createUniqueId, type JSX } from 'solid-js';
import styles from './panel.module.css';

/** A number as it is typed, with its unit; a comma is a decimal point too. */
export function NumberField(props: { label: string; unit: string; value: string; onInput: (text: string) => void }): JSX.Element {
  const id = createUniqueId();
  return (
    <div class={styles['field']}>
      <label for={id}>{props.label}</label>
      <span class={styles['row']}>
        <input
          id={id}
          class={`${styles['input']} ${styles['short']}`}
          inputMode="decimal"
          autocomplete="off"
          aria-describedby={`${id}-unit`}
          value={props.value}
          onInput={(event) => props.onInput(event.currentTarget.value)}
        />
        <span id={`${id}-unit`}>{props.unit}</span>
      </span>
    </div>
  );
}

/** Null for what is no number. */
export function numberOf(text: string): number | null {
  const plain = text.trim().replace(',', '.');
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}
