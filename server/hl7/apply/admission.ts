import { stateArrival } from '../../chart/told/arrival.ts';
import { consultsOfNumber } from '../../consult/same-number.ts';
import type { Facts, VisitFacts } from '../facts.ts';
import type { Applying } from './applying.ts';
import { identify } from './identity.ts';
import { numbered } from './patients.ts';

/** Events that say when the patient came. */
const ARRIVING: readonly string[] = ['A01', 'A04'];

type Admission = Extract<Facts, { kind: 'admission' }>;

/** ADT A01, A03, A04, A08, A11. True when something waits for a person. */
export async function applyAdmission(applying: Applying, { event, patient: facts, visit }: Admission): Promise<boolean> {
  const { patient, review } = await identify(applying, facts);
  if (visit !== null) await applyVisit(applying, patient.id, event, visit);
  if (visit?.admittedAt !== null && visit !== null && ARRIVING.includes(event))
    for (const { id } of (await consultsOfNumber(applying.tx, applying.organisationId, numbered(patient))).own) {
      await stateArrival(applying.tx, id, { ...applying, at: visit.admittedAt });
      applying.changed.add(id);
    }
  return review;
}

async function applyVisit({ tx, organisationId, inboxId, now }: Applying, patientId: number, event: Admission['event'], visit: VisitFacts) {
  const times = {
    A01: { admitted_at: visit.admittedAt ?? now, cancelled_at: null, inbox_id: inboxId },
    A04: { admitted_at: visit.admittedAt ?? now, cancelled_at: null, inbox_id: inboxId },
    A03: { discharged_at: visit.dischargedAt ?? now },
    A08: {},
    A11: { cancelled_at: now },
  }[event];
  const place = { class: visit.class, location: visit.location };
  await tx
    .insertInto('visit')
    .values({ organisation_id: organisationId, patient_id: patientId, number: visit.number, ...place, ...times })
    .onConflict((oc) => oc.columns(['organisation_id', 'patient_id', 'number']).doUpdateSet({ ...place, ...times }))
    .execute();
}
