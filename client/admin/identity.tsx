import { createSignal, For, type JSX, Show } from 'solid-js';
import type { IdentityReview } from '#shared/protocol/admin.ts';
import { clockTime } from '../app/clock.ts';
import { CompareIdentities } from '../app/compare-identities.tsx';
import { request } from '../app/http.ts';
import { IDENTITY_ACCEPT, IDENTITY_REFUSE, IDENTITY_TITLES, IDENTITY_WHAT } from '../app/identity-words.ts';
import { Button } from '../ui/button.tsx';
import { ReasonField } from '../ui/text-field.tsx';
import styles from './admin.module.css';

/** A patient under an open consult would change: both identities side by side, and a named person's decision. */
export function Identity(props: { review: IdentityReview; onDecided: () => void }): JSX.Element {
  const [reason, setReason] = createSignal('');
  const [failed, setFailed] = createSignal('');
  const decide = async (decision: 'accept' | 'refuse') => {
    try {
      await request('POST', `/api/admin/identity/${props.review.id}`, {
        decision,
        reason: reason().trim(),
        shown: { now: props.review.now, proposed: props.review.proposed },
      });
      props.onDecided();
    } catch (error) {
      setFailed(error instanceof Error ? error.message : 'It could not be done');
    }
  };
  return (
    <li class={styles['entry']} data-bad={true} data-kind={props.review.kind}>
      <p>
        {IDENTITY_WHAT[props.review.kind]} Received at {clockTime(props.review.createdAt)}.
      </p>
      <CompareIdentities titles={IDENTITY_TITLES[props.review.kind]} one={props.review.now} other={props.review.proposed} />
      <Show when={props.review.why.length > 0}>
        <ul aria-label="What does not agree">
          <For each={props.review.why}>{(why) => <li>{why}</li>}</For>
        </ul>
      </Show>
      <ReasonField value={reason()} onText={setReason} />
      <Show when={IDENTITY_ACCEPT[props.review.kind]}>
        {(accept) => (
          <Button kind="danger" disabled={reason().trim() === ''} onClick={() => void decide('accept')}>
            {accept()}
          </Button>
        )}
      </Show>
      <Button disabled={reason().trim() === ''} onClick={() => void decide('refuse')}>
        {IDENTITY_REFUSE[props.review.kind]}
      </Button>
      <p role="alert">{failed()}</p>
    </li>
  );
}
