import { Dialog as Kobalte } from '@kobalte/core/dialog';
import type { JSX } from 'solid-js';
import styles from './dialog.module.css';

/** A question or a short form over the page: focus stays inside, Escape closes. `actions`: the buttons, the safe one first. */
export function Dialog(props: {
  open: boolean;
  onClose: () => void;
  title: string;
  text?: string;
  children?: JSX.Element;
  actions: JSX.Element;
}): JSX.Element {
  return (
    <Kobalte open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <Kobalte.Portal>
        <Kobalte.Overlay class={styles['overlay']} />
        <div class={styles['place']}>
          <Kobalte.Content class={styles['content']}>
            <Kobalte.Title class={styles['title']}>{props.title}</Kobalte.Title>
            <Kobalte.Description class={styles['text']}>{props.text}</Kobalte.Description>
            {props.children}
            <div class={styles['actions']}>{props.actions}</div>
          </Kobalte.Content>
        </div>
      </Kobalte.Portal>
    </Kobalte>
  );
}
