import type { Tx } from '../../store/database.ts';
import { stateBySystem } from '../enter.ts';
import { stateArrival } from './arrival.ts';
import { stateResults } from './results.ts';

/** Results and visits older than this are another occasion's, hours. */
const OF_THIS_OCCASION_HOURS = 24;

/** What is known already when a consult opens: the alert itself, the arrival and the results that came before it. */
export async function stateOpening(
  tx: Tx,
  { consultId, organisationId, mrn, issuer, now }: { consultId: string; organisationId: string; mrn: string; issuer: string; now: string },
): Promise<void> {
  await stateBySystem(tx, {
    consultId,
    id: 'alert:opening',
    statement: { kind: 'time', body: { what: 'alert', at: now, source: 'device', clock: 'server', plusMinusSeconds: 0 } },
    at: now,
    origin: 'system',
  });
  if (mrn === '') return;
  await statePatient(tx, { consultId, organisationId, mrn, issuer, now });
}

/** What the site's systems have told of that patient lately: stated once, however often it is asked for. */
export async function statePatient(
  tx: Tx,
  { consultId, organisationId, mrn, issuer, now }: { consultId: string; organisationId: string; mrn: string; issuer: string; now: string },
): Promise<void> {
  const since = new Date(Date.parse(now) - OF_THIS_OCCASION_HOURS * 3_600_000).toISOString();
  const patients = await tx
    .selectFrom('patient')
    .select(['id', 'issuer'])
    .where('organisation_id', '=', organisationId)
    .where('mrn', '=', mrn)
    .where('merged_into', 'is', null)
    .execute();
  // Two patients with one number (two issuers), and none named: which of them is a person's to say.
  const patient = patients.find((one) => issuer !== '' && one.issuer === issuer) ?? (patients.length === 1 ? patients[0] : undefined);
  if (patient === undefined) return;
  await stateVisit(tx, { consultId, organisationId, patientId: patient.id, since, now });
  const results = await tx
    .selectFrom('observation')
    .selectAll()
    .where('patient_id', '=', patient.id)
    .where('received_at', '>', since)
    .orderBy('received_at')
    .execute();
  await stateResults(tx, consultId, results, now);
}

/** The visit's arrival on the clock of the message that told it. */
async function stateVisit(
  tx: Tx,
  {
    consultId,
    organisationId,
    patientId,
    since,
    now,
  }: { consultId: string; organisationId: string; patientId: number; since: string; now: string },
): Promise<void> {
  const visit = await tx
    .selectFrom('visit')
    .innerJoin('hl7_inbox', 'hl7_inbox.id', 'visit.inbox_id')
    .select(['admitted_at', 'inbox_id', 'sender', 'sent_at', 'received_at'])
    .where('patient_id', '=', patientId)
    .where('cancelled_at', 'is', null)
    .where('discharged_at', 'is', null)
    .where('admitted_at', '>', since)
    .orderBy('admitted_at', 'desc')
    .executeTakeFirst();
  if (visit === undefined || visit.admitted_at === null || visit.inbox_id === null) return;
  await stateArrival(tx, consultId, {
    organisationId,
    inboxId: visit.inbox_id,
    clock: `hl7:${visit.sender.split('|').at(-1) ?? ''}`.slice(0, 80),
    at: visit.admitted_at,
    sentAt: visit.sent_at,
    receivedAt: visit.received_at,
    now,
  });
}
