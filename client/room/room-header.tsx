import { A } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { showDate } from '../app/clock.ts';
import { isAnnounced, patientName } from '../app/patient-words.ts';
import { Button } from '../ui/button.tsx';
import identity from './identity/identity.module.css';
import { unseenChange } from './identity/identity-changed.tsx';
import { IdentityAlert } from './identity-alert.tsx';
import { type NamedPlane, Planes } from './planes.tsx';
import styles from './room-header.module.css';

/** Whose brain, how long since last known well, which hospital, who is here, which wire is down: never leaves the screen. */
export function RoomHeader(props: {
  consult: ConsultSummary;
  /** Who looks at it. */
  personId: string;
  /** Says who the patient is, where nobody has yet and this person may. */
  onWho?: (() => void) | undefined;
  /** Shows what does not agree about the patient. */
  onIdentity: () => void;
  planes: NamedPlane[];
  now: number;
  clocks: JSX.Element;
  people?: JSX.Element;
  pointing?: JSX.Element;
  actions: JSX.Element;
}): JSX.Element {
  const patient = () => props.consult.patient;
  const certainty = () => {
    if (unseenChange(props.consult, props.personId) !== null) return 'changed';
    if (props.consult.needsReview > 0) return 'uncertain';
    return isAnnounced(props.consult) ? 'announced' : 'certain';
  };
  return (
    <header class={styles['header']} data-consult-id={props.consult.id} data-identity={certainty()}>
      <A class={styles['back']} href="/" aria-label="Back to the worklist">
        ←
      </A>
      <div class={`${styles['identity']} ${identity['shown']}`} data-identity={certainty()}>
        <h1 class={styles['name']}>{patientName(props.consult)}</h1>
        <p class={styles['quiet']}>
          <span>
            {showDate(patient().birthDate) || 'birth date not known'} {patient().sex || props.consult.announced?.sex} · MRN{' '}
            {patient().mrn || 'not known yet'},
          </span>{' '}
          <span>{props.consult.site.name}</span>
        </p>
      </div>
      <Show when={props.onWho !== undefined && patient().mrn === '' && props.consult.state === 'open'}>
        <Button aria-haspopup="dialog" onClick={() => props.onWho?.()}>
          Who is it?
        </Button>
      </Show>
      <IdentityAlert count={props.consult.needsReview} onOpen={() => props.onIdentity()} />
      {props.clocks}
      <Show when={props.consult.state !== 'open'}>
        <strong role="status" class={styles['state']}>
          {STATES[props.consult.state]}
        </strong>
      </Show>
      <div class={styles['people']}>{props.people}</div>
      <div class={styles['offPhone']}>{props.pointing}</div>
      <div class={styles['end']}>
        <Planes planes={props.planes} now={props.now} />
        {props.actions}
      </div>
    </header>
  );
}

const STATES = { open: '', closed: 'Closed', 'stood-down': 'Stood down', undone: 'Opened by mistake' } as const;
