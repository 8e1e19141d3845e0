import { insertConsult } from '../../consult/insert-consult.ts';
import { consultsOfNumber } from '../../consult/same-number.ts';
import type { Facts, OrderFacts } from '../facts.ts';
import { Hl7Fault } from '../message/fault.ts';
import { DEFAULT_STROKE_RULE, isStrokeOrder } from '../stroke-rule.ts';
import type { Applying } from './applying.ts';
import { identify } from './identity.ts';
import { numbered, type PatientRow } from './patients.ts';

/** ORM^O01, OMG^O19, OMI^O23. An order that the site's rule takes for a stroke opens the consult. */
export async function applyOrders(applying: Applying, { patient: facts, orders }: Extract<Facts, { kind: 'orders' }>): Promise<boolean> {
  const { patient, review } = await identify(applying, facts);
  const rule = await applying.setting('stroke-order-rule', DEFAULT_STROKE_RULE);
  for (const order of orders) {
    await enterOrder(applying, patient, order);
    if (!order.cancelled && isStrokeOrder(order, rule)) await openConsult(applying, patient);
  }
  return review;
}

async function enterOrder({ tx, organisationId, now }: Applying, patient: PatientRow, order: OrderFacts): Promise<void> {
  const known = await tx
    .selectFrom('imaging_order')
    .select('patient_id')
    .where('organisation_id', '=', organisationId)
    .where('accession_number', '=', order.accession)
    .executeTakeFirst();
  if (known !== undefined && known.patient_id !== patient.id) throw new Hl7Fault('HL7_ACCESSION_CONFLICT');
  const values = {
    placer: order.placer,
    filler: order.filler,
    code: order.code,
    description: order.description,
    reason: order.reason,
    state: order.cancelled ? ('cancelled' as const) : ('ordered' as const),
  };
  await tx
    .insertInto('imaging_order')
    .values({ organisation_id: organisationId, patient_id: patient.id, accession_number: order.accession, ordered_at: now, ...values })
    .onConflict((oc) => oc.columns(['organisation_id', 'accession_number']).doUpdateSet(values))
    .execute();
}

/** Unless one is open already, and only for a spoke: a hub does not consult itself. */
async function openConsult(applying: Applying, patient: PatientRow): Promise<void> {
  const { tx, organisationId, now } = applying;
  if ((await consultsOfNumber(tx, organisationId, numbered(patient))).own.length > 0) return;
  const site = await tx.selectFrom('organisation').select('kind').where('id', '=', organisationId).executeTakeFirstOrThrow();
  if (site.kind !== 'spoke') return;
  applying.changed.add(await insertConsult(tx, { organisationId, patient: numbered(patient), openedBy: 'order', personId: null, now }));
}
