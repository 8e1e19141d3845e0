import { A } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import styles from './identity-alert.module.css';

/** Something that came does not fit this patient: said in the header until a named person has decided. */
export function IdentityAlert(props: { count: number }): JSX.Element {
  return (
    <Show when={props.count > 0}>
      <A class={styles['alert']} href="/admin" role="alert">
        Patient not certain: {props.count} to decide
      </A>
    </Show>
  );
}
