import { createSignal, For, type JSX, Show } from 'solid-js';
import type { IdentityReview } from '#shared/protocol/admin.ts';
import { clockTime, showDate, showName } from '../app/clock.ts';
import { request } from '../app/http.ts';
import { Button } from '../ui/button.tsx';
import styles from './admin.module.css';

const WHAT: Record<IdentityReview['kind'], string> = {
  merge: 'The hospital merges this patient into another while a consult is open.',
  identity: 'The hospital has changed this patient while a consult is open.',
  join: 'Somebody said that an announced patient is this one, and it does not agree. Nothing was joined.',
  number: 'Another patient has the same number. Nothing of theirs is in this consult.',
};
const REFUSE: Record<IdentityReview['kind'], string> = {
  merge: 'Keep what the consult shows',
  identity: 'Keep what the consult shows',
  join: 'It is not this patient',
  number: 'Seen: they are two patients',
};
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
        {WHAT[props.review.kind]} Received at {clockTime(props.review.createdAt)}.
      </p>
      <p>
        The consult shows: <strong>{words(props.review.now)}</strong>
      </p>
      <p>
        {props.review.kind === 'number' ? 'The other patient' : 'The hospital says'}: <strong>{words(props.review.proposed)}</strong>
      </p>
      <Show when={props.review.why.length > 0}>
        <ul aria-label="What does not agree">
          <For each={props.review.why}>{(why) => <li>{why}</li>}</For>
        </ul>
      </Show>
      <label class={styles['field']}>
        Reason
        <input class={styles['input']} maxLength={300} value={reason()} onInput={(event) => setReason(event.currentTarget.value)} />
      </label>
      <Show when={props.review.kind !== 'number'}>
        <Button kind="danger" disabled={reason().trim() === ''} onClick={() => void decide('accept')}>
          {props.review.kind === 'join' ? 'It is this patient all the same' : "Show the hospital's"}
        </Button>
      </Show>
      <Button disabled={reason().trim() === ''} onClick={() => void decide('refuse')}>
        {REFUSE[props.review.kind]}
      </Button>
      <p role="alert">{failed()}</p>
    </li>
  );
}
