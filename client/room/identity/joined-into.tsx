import { useNavigate } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { patientName } from '../../app/patient-words.ts';
import { Button } from '../../ui/button.tsx';
import { forget } from '../last-consult.ts';
import styles from './identity.module.css';

/** This room has ended: the patient is treated in another one, a tap away. What was drawn and said here stays here. */
export function JoinedInto(props: { consult: ConsultSummary }): JSX.Element {
  const navigate = useNavigate();
  return (
    <Show when={props.consult.joinedInto}>
      {(into) => (
        <p role="alert" class={styles['joined']}>
          <span>
            This consult has become part of the announced consult of {patientName(props.consult)}. Images and results are there; marks and
            entries made here stay here.
          </span>
          <Button
            kind="primary"
            onClick={() => {
              // The same patient: nobody is left for another.
              forget();
              navigate(`/consults/${into()}`);
            }}
          >
            Go to the consult
          </Button>
        </p>
      )}
    </Show>
  );
}
