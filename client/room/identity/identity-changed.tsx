import { createSignal, type JSX, Show } from 'solid-js';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { request } from '../../app/http.ts';
import { patientLine } from '../../app/patient-words.ts';
import { siteTime } from '../../stroke/ui/site-time.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './identity.module.css';

/** The change of patient that this person has not confirmed yet. */
export const unseenChange = (consult: ConsultSummary, personId: string): ConsultSummary['identityChange'] =>
  consult.identityChange === null || consult.identityChange.seenBy.includes(personId) ? null : consult.identityChange;

/** The consult shows another patient than before: nothing goes on here until this person has said that they saw it. */
export function IdentityChanged(props: { consult: ConsultSummary; personId: string; now: number }): JSX.Element {
  const [failed, setFailed] = createSignal('');
  const seen = async (change: number) => {
    setFailed('');
    try {
      await request('POST', `/api/consults/${encodeURIComponent(props.consult.id)}/identity-seen`, { change });
    } catch (error) {
      setFailed(error instanceof Error ? error.message : 'It could not be sent');
    }
  };
  const first = ({ before }: { before: ConsultSummary['patient'] }) => before.mrn === '' && before.name === '';
  return (
    <Show when={unseenChange(props.consult, props.personId)}>
      {(change) => (
        <Dialog
          open
          onClose={() => undefined}
          title={first(change()) ? 'The patient is known now' : 'The patient of this consult has changed'}
          text={`A named person ${first(change()) ? 'said so' : 'decided it'} at ${siteTime(change().at, props.consult.site.zone, props.now)}. ${
            first(change())
              ? 'Say so at once if it is not the patient in front of you.'
              : 'Check every order, dose and decision against the patient as shown now.'
          }`}
          actions={
            <Button kind="danger" onClick={() => void seen(change().id)}>
              I have seen it
            </Button>
          }
        >
          <dl class={styles['both']}>
            <dt>Until now</dt>
            <dd data-identity-before>{first(change()) ? 'Nobody had said who it is' : patientLine(change().before)}</dd>
            <dt>From now on</dt>
            <dd data-identity-after>{patientLine(change().after)}</dd>
          </dl>
          <p role="alert" class={styles['red']}>
            {failed()}
          </p>
        </Dialog>
      )}
    </Show>
  );
}
