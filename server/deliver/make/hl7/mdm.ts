import type { ConsultRecord } from '#shared/protocol/record.ts';
import { CONSULT_NOTE, documentNumber, type Envelope, msh, person, pid, pv1 } from './envelope.ts';
import { noteObservations, obx } from './observations.ts';
import { message, segment, timestamp } from './segment.ts';

/**
 * MDM^T02, and T06 for an addendum (HL7 v2.5.1 §9.6): the document as lines of text and as PDF. The documents of one consult are
 * joined by TXA-13.
 */
export function makeMdm(record: ConsultRecord, envelope: Envelope, pdf: Uint8Array): Buffer {
  const addendum = record.version > 1;
  const signed = timestamp(record.signedAt, record.zone);
  const author = person(record.signedBy);
  const lines = noteObservations(record);
  return message([
    msh(record, envelope, addendum ? 'MDM^T06^MDM_T02' : 'MDM^T02^MDM_T02'),
    segment('EVN', { 1: addendum ? 'T06' : 'T02', 2: signed }),
    pid(record),
    pv1(record),
    segment('TXA', {
      1: '1',
      // Consultation (table 0270).
      2: 'CN',
      3: 'TX',
      4: timestamp(record.openedAt, record.zone),
      6: signed,
      9: author,
      12: documentNumber(record),
      13: addendum ? documentNumber({ ...record, version: 1 }) : '',
      // Legally authenticated (table 0271), available for patient care (table 0273).
      17: 'LA',
      19: 'AV',
      // PPN: who and when (component 15).
      22: `${author}${'^'.repeat(15 - author.split('^').length)}${signed}`,
    }),
    ...lines,
    obx(lines.length + 1, {
      type: 'ED',
      code: CONSULT_NOTE,
      sub: 'pdf',
      value: `HYPERACUTE^application^pdf^Base64^${Buffer.from(pdf).toString('base64')}`,
    }),
  ]);
}
