import { createSignal, type JSX } from 'solid-js';
import type { IdentityReview } from '#shared/protocol/admin.ts';
import { clockTime, showDate, showName } from '../app/clock.ts';
import { request } from '../app/http.ts';
import { Button } from '../ui/button.tsx';
import styles from './admin.module.css';

type Shown = IdentityReview['now'];
const words = (who: Shown): string =>
  [showName(who.name) || 'no name', showDate(who.birthDate), who.sex, `MRN ${who.mrn}`].filter((part) => part !== '').join(', ');

/** A patient under an open consult would change: both identities side by side, and a named person's decision. */
export function Identity(props: { review: IdentityReview; onDecided: () => void }): JSX.Element {
  const [reason, setReason] = createSignal('');
  const [failed, setFailed] = createSignal('');
  const decide = async (decision: 'accept' | 'refuse') => {
    try {
      await request('POST', `/api/admin/identity/${props.review.id}`, { decision, reason: reason().trim() });
      props.onDecided();
    } catch (error) {
      setFailed(error instanceof Error ? error.message : 'It could not be done');
    }
  };
  return (
    <li class={styles['entry']} data-bad={true} data-kind={props.review.kind}>
      <p>
        {props.review.kind === 'merge' ? 'The hospital merges this patient into another' : 'The hospital has changed this patient'} while a
        consult is open. Received at {clockTime(props.review.createdAt)}.
      </p>
      <p>
        The consult shows: <strong>{words(props.review.now)}</strong>
      </p>
      <p>
        The hospital says: <strong>{words(props.review.proposed)}</strong>
      </p>
      <label class={styles['field']}>
        Reason
        <input class={styles['input']} maxLength={300} value={reason()} onInput={(event) => setReason(event.currentTarget.value)} />
      </label>
      <Button kind="danger" disabled={reason().trim() === ''} onClick={() => void decide('accept')}>
        Show the hospital's
      </Button>
      <Button disabled={reason().trim() === ''} onClick={() => void decide('refuse')}>
        Keep what the consult shows
      </Button>
      <p role="alert">{failed()}</p>
    </li>
  );
}
