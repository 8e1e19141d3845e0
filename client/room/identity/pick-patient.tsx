import { createResource, createSignal, For, type JSX, Show } from 'solid-js';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import type { Arrival } from '#shared/protocol/notify.ts';
import { request } from '../../app/http.ts';
import { patientLine, patientName } from '../../app/patient-words.ts';
import { siteTime } from '../../stroke/ui/site-time.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './identity.module.css';

/** Who of those who arrived is the patient that nobody has named yet; asked twice, because it joins two patients' data. */
export function PickPatient(props: { consult: ConsultSummary; now: number; onClose: () => void; onCompare: () => void }): JSX.Element {
  const path = () => `/api/consults/${encodeURIComponent(props.consult.id)}`;
  const [found, { refetch }] = createResource(() => request<{ arrivals: Arrival[] }>('GET', `${path()}/arrivals`));
  const [chosen, setChosen] = createSignal<Arrival | null>(null);
  const [failed, setFailed] = createSignal('');
  const [waits, setWaits] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const arrivals = () => (found.error === undefined ? (found.latest?.arrivals ?? []) : []);
  const join = async ({ patientId, patient: shown }: Arrival) => {
    setBusy(true);
    setFailed('');
    try {
      const { state } = await request<{ state: 'joined' | 'review' }>('POST', `${path()}/patient`, { patientId, shown });
      if (state === 'joined') props.onClose();
      else setWaits(true);
    } catch (error) {
      setFailed(error instanceof Error ? error.message : 'It could not be done; nothing was changed.');
      void refetch();
    } finally {
      setBusy(false);
      setChosen(null);
    }
  };
  return (
    <Show
      when={chosen()}
      fallback={
        <Dialog
          open
          onClose={props.onClose}
          title="Who is it?"
          text={`${patientName(props.consult)}. Patients who arrived at ${props.consult.site.name} in the last 12 hours.`}
          actions={
            <>
              <Button onClick={props.onClose}>Back</Button>
              <Button onClick={() => void refetch()}>Look again</Button>
            </>
          }
        >
          <Show when={waits()}>
            <p role="alert" class={styles['red']}>
              Something does not agree: nothing was joined. A named person must decide.{' '}
              <Button onClick={props.onCompare}>Show both identities</Button>
            </p>
          </Show>
          <Show when={failed() !== ''}>
            <p role="alert" class={styles['red']}>
              {failed()}
            </p>
          </Show>
          <Show when={found.error}>
            <p role="alert" class={styles['red']}>
              The list cannot be read. Try "Look again".
            </p>
          </Show>
          <ul class={styles['list']} aria-label="Arrivals">
            <For
              each={arrivals()}
              fallback={<li class={styles['quiet']}>{found.loading ? 'Asking the server' : 'Nobody has arrived yet.'}</li>}
            >
              {(arrival) => (
                <li class={styles['arrival']} data-mrn={arrival.patient.mrn}>
                  <strong>{patientLine(arrival.patient)}</strong>
                  <span class={styles['quiet']}>
                    {arrival.by === 'admission' ? 'arrived' : 'first images'} {siteTime(arrival.at, props.consult.site.zone, props.now)}
                    {arrival.issuer === '' ? '' : `, number of ${arrival.issuer}`}
                    {arrival.consult === null ? '' : ', has a consult that opened by itself'}
                  </span>
                  <Agreement arrival={arrival} />
                  <Button disabled={busy()} onClick={() => setChosen(arrival)}>
                    This is the patient
                  </Button>
                </li>
              )}
            </For>
          </ul>
        </Dialog>
      }
    >
      {(arrival) => (
        <Dialog
          open
          onClose={() => setChosen(null)}
          title="The same person?"
          text={`${patientName(props.consult)} is from now on ${patientLine(arrival().patient)}. Everyone in the room is asked to confirm having seen it. Check the wristband first.`}
          actions={
            <>
              <Button onClick={() => setChosen(null)}>Not this patient</Button>
              <Button kind="danger" disabled={busy()} onClick={() => void join(arrival())}>
                Yes, the same person
              </Button>
            </>
          }
        >
          <Agreement arrival={arrival()} />
          <Joins arrival={arrival()} />
        </Dialog>
      )}
    </Show>
  );
}

const counted = (count: number, one: string, many: string) => (count === 1 ? `one ${one}` : `${count} ${many}`);

/** What comes into this consult with the patient, and what does not. */
function Joins(props: { arrival: Arrival }): JSX.Element {
  const joins = () => props.arrival.joins;
  return (
    <section class={styles['part']} aria-label="What joins">
      <strong>What joins with this patient</strong>
      <ul class={styles['agreement']}>
        <For each={joins().studies} fallback={<li>No images yet; those that come later join by themselves.</li>}>
          {({ description, instances }) => (
            <li>
              {description || 'Study without a name'}: {counted(instances, 'image', 'images')}
            </li>
          )}
        </For>
        <Show when={joins().results > 0}>
          <li>{counted(joins().results, 'result or time', 'results and times')} that hospital systems sent</li>
        </Show>
        <Show when={props.arrival.consult !== null}>
          <li>The consult that opened by itself for this patient becomes part of this one and is closed.</li>
        </Show>
        <Show when={joins().people > 0}>
          <li data-agrees="null">
            <span aria-hidden="true">?</span> {counted(joins().people, 'entry', 'entries')} that people made there{' '}
            {joins().people === 1 ? 'stays' : 'stay'} there, readable, and {joins().people === 1 ? 'counts' : 'count'} only there.
          </li>
        </Show>
      </ul>
    </section>
  );
}

const MARKS = { true: '✓', false: '✗', null: '?' } as const;

function Agreement(props: { arrival: Arrival }): JSX.Element {
  return (
    <ul class={styles['agreement']} aria-label="What agrees">
      <For each={props.arrival.agreement}>
        {({ agrees, words }) => (
          <li data-agrees={String(agrees)}>
            <span aria-hidden="true">{MARKS[String(agrees) as keyof typeof MARKS]}</span> {words}
          </li>
        )}
      </For>
    </ul>
  );
}
