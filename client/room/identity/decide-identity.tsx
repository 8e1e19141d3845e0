import { createSignal, type JSX } from 'solid-js';
import type { IdentityReview } from '#shared/protocol/admin.ts';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { CompareIdentities } from '../../app/compare-identities.tsx';
import { request } from '../../app/http.ts';
import { IDENTITY_ACCEPT, IDENTITY_REFUSE, IDENTITY_TITLES } from '../../app/identity-words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ReasonField } from '../../ui/text-field.tsx';
import styles from './identity.module.css';

/** What somebody is about to decide, and about what as they saw it. */
export interface Decision {
  review: IdentityReview;
  decision: 'accept' | 'refuse';
}

/** What will happen, in words, by kind. */
const THEN: Record<'accept' | 'refuse', Record<IdentityReview['kind'], string>> = {
  accept: {
    merge: 'The consult shows the patient on the right from now on. Everyone in the room must confirm having seen it.',
    identity: 'The consult shows the patient on the right from now on. Everyone in the room must confirm having seen it.',
    join: 'The announced patient is the one on the right from now on, with their images and results. Everyone in the room must confirm having seen it.',
    number: '',
  },
  refuse: {
    merge: 'The consult goes on showing the patient on the left.',
    identity: 'The consult goes on showing the patient on the left.',
    join: 'The announced patient stays without a name. Nothing is joined.',
    number: 'The consult goes on showing the patient on the left. Nothing of the other patient enters it.',
  },
};

/** The second step: what will happen, why, and the name of whoever decides; what was read is what is decided. */
export function DecideIdentity(props: {
  consult: ConsultSummary;
  decision: Decision;
  onBack: () => void;
  onDone: () => void;
}): JSX.Element {
  // What this person saw: a newer state of things is refused by the server, not slipped under their finger.
  const { review, decision } = props.decision;
  const [reason, setReason] = createSignal('');
  const [failed, setFailed] = createSignal('');
  const [busy, setBusy] = createSignal(false);
  const name = decision === 'accept' ? (IDENTITY_ACCEPT[review.kind] ?? '') : IDENTITY_REFUSE[review.kind];
  const send = async () => {
    setBusy(true);
    setFailed('');
    try {
      await request('POST', `/api/consults/${encodeURIComponent(props.consult.id)}/identity/${review.id}`, {
        decision,
        reason: reason().trim(),
        shown: { now: review.now, proposed: review.proposed },
      });
      props.onDone();
    } catch (error) {
      setFailed(error instanceof Error ? error.message : 'It could not be sent; nothing was changed.');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={props.onBack}
      title={`${name}?`}
      text={`${THEN[decision][review.kind]} Your name and your reason are in the timeline.`}
      actions={
        <>
          <Button onClick={props.onBack}>Back</Button>
          <Button kind="danger" disabled={busy() || reason().trim() === ''} onClick={() => void send()}>
            {name}
          </Button>
        </>
      }
    >
      <CompareIdentities titles={IDENTITY_TITLES[review.kind]} one={review.now} other={review.proposed} />
      <ReasonField label="Reason: how do you know?" value={reason()} onText={setReason} />
      <p role="alert" class={styles['red']}>
        {failed()}
      </p>
    </Dialog>
  );
}
