import { For, type JSX, Show } from 'solid-js';
import type { CallView } from '#shared/protocol/call.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './call.module.css';
import { callWords, ROLE_WORDS, stepWords } from './words.ts';

/** Who is on call now, what came of this call so far, and calling again. */
export function CallDetails(props: { call: CallView; open: boolean; onStart: () => void; onClose: () => void }): JSX.Element {
  const again = () => {
    props.onStart();
    props.onClose();
  };
  const text = () =>
    props.call.accepted === null
      ? callWords(props.call)
      : `${callWords(props.call)}. Calling again rings the people on call from the top, until somebody accepts.`;
  return (
    <Dialog
      open
      onClose={props.onClose}
      title="Calling the neurologist"
      text={text()}
      actions={
        <>
          <Button onClick={props.onClose}>Back</Button>
          <Show when={props.open && props.call.ringing === null}>
            <Button kind="primary" onClick={again}>
              {props.call.state === 'none' ? 'Call the neurologist' : 'Call again'}
            </Button>
          </Show>
        </>
      }
    >
      <h3 class={styles['heading']}>On call now</h3>
      <ol class={styles['people']} aria-label="On call now">
        <For each={props.call.onCall} fallback={<li class={styles['red']}>Nobody is on call.</li>}>
          {(person) => (
            <li>
              {person.name}, {ROLE_WORDS[person.role]}, {person.site}
            </li>
          )}
        </For>
      </ol>
      <Show when={props.call.steps.length > 0}>
        <h3 class={styles['heading']}>This call</h3>
        <ul class={styles['people']} aria-label="This call">
          <For each={props.call.steps}>{(step) => <li>{stepWords(step)}</li>}</For>
        </ul>
      </Show>
    </Dialog>
  );
}
