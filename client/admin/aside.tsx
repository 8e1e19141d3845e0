import { createSignal, type JSX, Show } from 'solid-js';
import type { AsideEntry } from '#shared/protocol/admin.ts';
import { clockTime, showDate, showName } from '../app/clock.ts';
import { request } from '../app/http.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './admin.module.css';

type Who = AsideEntry['patient'];
const words = (who: Who): string =>
  [showName(who.name), showDate(who.birthDate), who.sex, `MRN ${who.mrn || 'none'}`].filter((part) => part !== '').join(', ');

/** One object kept aside: both identities side by side, and the decision to leave it out. */
export function Aside(props: { entry: AsideEntry; onDecided: () => void }): JSX.Element {
  const [asking, setAsking] = createSignal(false);
  const [reason, setReason] = createSignal('');
  const [failed, setFailed] = createSignal('');
  const dismiss = async () => {
    try {
      await request('POST', `/api/admin/aside/${props.entry.id}`, { decision: 'dismiss', reason: reason().trim() });
      setAsking(false);
      props.onDecided();
    } catch (error) {
      setFailed(error instanceof Error ? error.message : 'It could not be done');
    }
  };
  return (
    <li class={styles['entry']} data-bad={true} data-code={props.entry.code}>
      <p>
        {props.entry.advice} Received at {clockTime(props.entry.receivedAt)} from{' '}
        {props.entry.door === 'dimse' ? props.entry.sender : props.entry.door === 'own' ? 'this server' : props.entry.door}.
      </p>
      <p>
        It says: <strong>{words(props.entry.patient)}</strong>
      </p>
      <Show when={props.entry.known}>
        {(known) => (
          <p>
            Stored is: <strong>{words(known())}</strong>
          </p>
        )}
      </Show>
      <Button onClick={() => setAsking(true)}>Leave it out</Button>
      <Dialog
        open={asking()}
        onClose={() => setAsking(false)}
        title="Leave this object out?"
        text={`${words(props.entry.patient)}. It is shown to nobody and stays in the store. To take it in, correct it at the sender and send it again.`}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Cancel</Button>
            <Button kind="danger" disabled={reason().trim() === ''} onClick={() => void dismiss()}>
              Leave it out
            </Button>
          </>
        }
      >
        <label class={styles['field']}>
          Reason
          <input class={styles['input']} maxLength={300} value={reason()} onInput={(event) => setReason(event.currentTarget.value)} />
        </label>
        <Show when={failed() !== ''}>
          <p role="alert">{failed()}</p>
        </Show>
      </Dialog>
    </li>
  );
}
