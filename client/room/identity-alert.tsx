import { type JSX, Show } from 'solid-js';
import styles from './identity-alert.module.css';

/** Something that came does not fit this patient: said in the header until a named person has decided; one tap shows both identities. */
export function IdentityAlert(props: { count: number; onOpen: () => void }): JSX.Element {
  return (
    <Show when={props.count > 0}>
      <span role="alert" class={styles['place']}>
        <button type="button" class={styles['alert']} aria-haspopup="dialog" onClick={() => props.onOpen()}>
          Patient not certain: {props.count} to decide
        </button>
      </span>
    </Show>
  );
}
