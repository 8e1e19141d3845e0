import { stateResults } from '../../chart/told/results.ts';
import { consultsOfNumber } from '../../consult/same-number.ts';
import type { Facts } from '../facts.ts';
import type { Applying } from './applying.ts';
import { identify } from './identity.ts';
import { numbered } from './patients.ts';

/** A site's own codes → LOINC. */
export type LabMap = Record<string, string>;

const LOINC = /^\d{1,5}-\d$/;

/** ORU^R01: what has a LOINC code, its own or by the site's map, is kept with the patient; the rest is named for the admin. */
export async function applyResults(
  applying: Applying,
  { patient: facts, observations }: Extract<Facts, { kind: 'results' }>,
): Promise<boolean> {
  const { tx, organisationId, inboxId, now } = applying;
  const { patient, review } = await identify(applying, facts);
  const map = await applying.setting<LabMap>('lab-map', {});
  const rows = observations.flatMap(({ code, system, position, value, text, unit, status, observedAt }) => {
    const loinc = system === 'LN' && LOINC.test(code) ? code : Object.hasOwn(map, code) ? map[code]! : null;
    if (loinc === null && code !== '') applying.unmapped.add(code);
    return loinc === null
      ? []
      : [
          {
            organisation_id: organisationId,
            patient_id: patient.id,
            inbox_id: inboxId,
            position,
            loinc,
            value,
            text,
            unit,
            status,
            observed_at: observedAt,
            received_at: now,
          },
        ];
  });
  for (const row of rows)
    await tx
      .insertInto('observation')
      .values(row)
      .onConflict((oc) => oc.columns(['inbox_id', 'position']).doUpdateSet(row))
      .execute();
  if (rows.length > 0)
    for (const { id } of (await consultsOfNumber(tx, organisationId, numbered(patient))).own) {
      await applying.note(id, 'results', '');
      await stateResults(tx, id, rows, now);
    }
  return review;
}
