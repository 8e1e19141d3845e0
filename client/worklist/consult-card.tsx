import { A, useNavigate } from '@solidjs/router';
import { For, type JSX, Show } from 'solid-js';
import type { CallView } from '#shared/protocol/call.ts';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { elapsed, elapsedWords, showDate } from '../app/clock.ts';
import { announcedWords, isAnnounced, patientName } from '../app/patient-words.ts';
import { imageWords } from '../app/study-words.ts';
import { CallLine } from '../call/call-line.tsx';
import { Button } from '../ui/button.tsx';
import { leading } from './urgency.ts';
import styles from './worklist.module.css';

const STATE_WORDS = { open: '', 'stood-down': 'Stood down', closed: 'Closed', undone: 'Opened by mistake' } as const;

export function ConsultCard(props: {
  consult: ConsultSummary;
  call: CallView | undefined;
  /** The reader's organisation. */
  own: string;
  now: number;
  ringing: boolean;
}): JSX.Element {
  const navigate = useNavigate();
  const since = () => leading(props.consult);
  const images = () => imageWords(props.consult.studies);
  const priors = () => props.consult.studies.filter((study) => study.prior).length;
  return (
    <li class={styles['card']} data-consult-id={props.consult.id} data-ringing={props.ringing} data-hue={props.consult.hue}>
      <div class={styles['minutes']}>
        <span aria-hidden="true">{elapsed(since().from, props.now)}</span>
        <span class="visually-hidden">
          {elapsedWords(since().from, props.now)} {since().what}
        </span>
        <small aria-hidden="true">{since().what}</small>
      </div>
      <div class={styles['what']}>
        <h2 class={styles['patient']}>{patientName(props.consult)}</h2>
        <p class={styles['quiet']}>
          {props.consult.site.name} · MRN {props.consult.patient.mrn || 'not known yet'} ·{' '}
          {showDate(props.consult.patient.birthDate) || 'birth date not known'} {props.consult.patient.sex}
        </p>
        <Show when={isAnnounced(props.consult) && props.consult.announced}>
          {(announced) => <p data-announced>{announcedWords(announced(), props.now)}</p>}
        </Show>
        <p data-testid="images">
          {images() || 'No images yet'}
          <Show when={priors() > 0}>{` · ${priors()} prior`}</Show>
        </p>
        <Show when={props.consult.state === 'open' && props.call}>
          {(call) => (
            <CallLine call={call()} now={props.now} phones={props.consult.callBack.filter(({ siteId }) => siteId !== props.own)} />
          )}
        </Show>
        <Show when={props.consult.needsReview > 0}>
          <p class={styles['alert']}>
            {props.consult.needsReview} to decide: the patient does not match.{' '}
            <Show when={props.consult.site.id === props.own} fallback={`${props.consult.site.name} decides.`}>
              <A href="/admin">Compare and decide</A>
            </Show>
          </p>
        </Show>
        <Show when={props.consult.state !== 'open'}>
          <p class={styles['quiet']}>
            {STATE_WORDS[props.consult.state]}: {props.consult.stateReason}
          </p>
        </Show>
      </div>
      <div class={styles['who']}>
        <Show when={props.consult.present.length > 0} fallback={<span class={styles['quiet']}>Nobody in the room</span>}>
          <ul aria-label="In the room">
            <For each={props.consult.present}>
              {(person) => (
                <li data-hue={person.hue}>
                  <span class={styles['dot']} aria-hidden="true" /> {person.name}, {person.site}
                </li>
              )}
            </For>
          </ul>
        </Show>
        <Show when={props.consult.acceptedBy}>{(accepted) => <span class={styles['quiet']}>Accepted by {accepted().name}</span>}</Show>
      </div>
      <Button
        kind="primary"
        class={styles['join'] ?? ''}
        aria-label={`Join consult of ${patientName(props.consult)}, ${props.consult.site.name}`}
        onClick={() => navigate(`/consults/${props.consult.id}`)}
      >
        {props.ringing ? 'Accept' : 'Join'}
      </Button>
    </li>
  );
}
