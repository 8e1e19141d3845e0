import { createSignal, For, type JSX, Show } from 'solid-js';
import type { AsideEntry, Identity } from '#shared/protocol/admin.ts';
import { clockTime } from '../app/clock.ts';
import { CompareIdentities } from '../app/compare-identities.tsx';
import { request } from '../app/http.ts';
import { identityLine } from '../app/identity-words.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ReasonField } from '../ui/text-field.tsx';
import styles from './admin.module.css';
import own from './aside.module.css';
import { count } from './outbox-words.ts';

const TITLES = ['The objects say', 'Known here'] as const;

/** Objects kept aside: who they say the patient is, whom they contradict, and a person's decision to take them in or to leave them out. */
export function Aside(props: { entry: AsideEntry; onDecided: () => void }): JSX.Element {
  const [asking, setAsking] = createSignal<'out' | Identity | null>(null);
  const [reason, setReason] = createSignal('');
  const [compared, setCompared] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const [failed, setFailed] = createSignal('');
  const objects = () => count(props.entry.count, 'object');
  const as = () => {
    const asked = asking();
    return asked === null || asked === 'out' ? null : asked;
  };
  const ask = (what: 'out' | Identity) => {
    setCompared(false);
    setFailed('');
    setAsking(what);
  };
  const decide = async () => {
    const who = as();
    setBusy(true);
    try {
      const decision = who === null ? { decision: 'dismiss' } : { decision: 'take-in', as: { ...who } };
      await request('POST', `/api/admin/aside/${props.entry.id}`, { ...decision, reason: reason().trim() });
      setAsking(null);
    } catch (error) {
      setFailed(error instanceof Error ? error.message : 'It could not be done');
    } finally {
      setBusy(false);
      props.onDecided();
    }
  };
  return (
    <li class={styles['entry']} data-bad={true} data-code={props.entry.code}>
      <p>
        <strong>{objects()}.</strong> {props.entry.advice} Received at {clockTime(props.entry.receivedAt)} from{' '}
        {props.entry.door === 'dimse' ? props.entry.sender : props.entry.door === 'own' ? 'this server' : props.entry.door}.
      </p>
      <CompareIdentities
        titles={TITLES}
        one={props.entry.patient}
        other={props.entry.takeInAs.length === 1 ? props.entry.takeInAs[0]! : props.entry.known}
      />
      <Show when={props.entry.takeInAs.length === 0}>
        <p>They cannot be taken in as they are: correct them at the sender and send them again.</p>
      </Show>
      <div class={own['choices']}>
        <For each={props.entry.takeInAs}>
          {(who) => <Button onClick={() => ask({ ...who })}>{`Same patient: take in as ${identityLine(who)}`}</Button>}
        </For>
        <Button onClick={() => ask('out')}>Leave out</Button>
      </div>
      <Dialog
        open={asking() !== null}
        onClose={() => setAsking(null)}
        title={as() === null ? `Leave ${objects()} out?` : `Take ${objects()} in?`}
        text={
          as() === null
            ? 'They are shown to nobody and stay in the store.'
            : 'They will be read as this patient’s, in the open consult too. The files stay as they were sent; your name, the time and your reason stay with them.'
        }
        actions={
          <>
            <Button onClick={() => setAsking(null)}>Cancel</Button>
            <Button
              kind="danger"
              disabled={busy() || reason().trim() === '' || (as() !== null && !compared())}
              onClick={() => void decide()}
            >
              {busy() ? 'One moment' : as() === null ? 'Leave out' : 'Take in'}
            </Button>
          </>
        }
      >
        <CompareIdentities titles={TITLES} one={props.entry.patient} other={as() ?? props.entry.known} />
        <Show when={as() !== null}>
          <label class={own['compared']}>
            <input type="checkbox" checked={compared()} onChange={(event) => setCompared(event.currentTarget.checked)} />I have compared
            this with the wristband or the request: it is the same patient
          </label>
        </Show>
        <ReasonField value={reason()} onText={setReason} />
        <p role="alert">{failed()}</p>
      </Dialog>
    </li>
  );
}
