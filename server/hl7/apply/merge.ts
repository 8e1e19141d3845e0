import { consultsOfNumber } from '../../consult/same-number.ts';
import type { Facts } from '../facts.ts';
import { Hl7Fault } from '../message/fault.ts';
import type { Applying } from './applying.ts';
import { identify } from './identity.ts';
import { findPatient, insertPatient, numbered, survivor } from './patients.ts';

/** ADT A40. A patient under an open consult is not merged until a named person says so. True when it waits. */
export async function applyMerge(applying: Applying, { patient: facts, prior }: Extract<Facts, { kind: 'merge' }>): Promise<boolean> {
  const { tx, organisationId } = applying;
  if (prior.mrn === facts.mrn && prior.issuer === facts.issuer) throw new Hl7Fault('HL7_MERGE_SELF');
  const known = await findPatient(tx, organisationId, prior);
  const surviving = await findPatient(tx, organisationId, facts);
  if (known !== undefined && surviving?.id === known.id) throw new Hl7Fault('HL7_MERGE_SELF');
  const end = surviving === undefined ? undefined : await survivor(tx, surviving);
  if (known !== undefined && end?.id === known.id) throw new Hl7Fault('HL7_MERGE_CYCLE');
  const from = known ?? (await insertPatient(tx, organisationId, { ...prior, name: '', birthDate: '', sex: '' }));
  const { patient: into, review } = await identify(applying, facts);
  const [ofFrom, ofInto] = [
    await consultsOfNumber(tx, organisationId, numbered(from)),
    await consultsOfNumber(tx, organisationId, numbered(into)),
  ];
  const consults = new Map([...ofFrom.own, ...ofInto.own].map((consult) => [consult.id, consult]));
  if (consults.size === 0) {
    await tx.updateTable('patient').set({ merged_into: into.id }).where('id', '=', from.id).execute();
    return review;
  }
  for (const id of consults.keys()) await applying.askPerson(id, 'merge', { fromId: from.id, intoId: into.id });
  return true;
}
