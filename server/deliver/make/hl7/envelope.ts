import type { z } from 'zod';
import type { mllpSettings } from '#shared/protocol/deliver.ts';
import type { ConsultRecord } from '#shared/protocol/record.ts';
import { components, segment, timestamp, value } from './segment.ts';

/** What a message says beside the record: who sends it to whom, and the name it has for good. */
export interface Envelope {
  route: Pick<z.infer<typeof mllpSettings>, 'sendingApplication' | 'sendingFacility' | 'receivingApplication' | 'receivingFacility'>;
  controlId: string;
  /** When it was put into the outbox, ISO. */
  at: string;
}

export const LOCAL = '99HYPERACUTE';
export const LN = 'LN';
/** LOINC: "Consultations may involve … telemedicine visits". */
export const CONSULT_NOTE = components('11488-4', 'Consult note', LN);

/** `type`: MSH-9 with its structure. Original mode: MSH-15 and MSH-16 stay empty. */
export const msh = (record: ConsultRecord, { route, controlId, at }: Envelope, type: string): string =>
  segment('MSH', {
    2: '^~\\&',
    3: value(route.sendingApplication),
    4: value(route.sendingFacility || record.site.name),
    5: value(route.receivingApplication),
    6: value(route.receivingFacility),
    7: timestamp(at, record.zone),
    9: type,
    10: controlId,
    11: 'P',
    12: '2.5.1',
    18: 'UNICODE UTF-8',
  });

export const pid = ({ patient }: ConsultRecord): string =>
  segment('PID', {
    1: '1',
    3: components(patient.mrn, '', '', patient.issuer, 'MR'),
    5: personName(patient.name),
    7: patient.birthDate.replaceAll('-', ''),
    8: ['M', 'F', 'O'].includes(patient.sex) ? patient.sex : 'U',
  });

/** The class of the visit is not ours to say: U (table 0004). */
export const pv1 = ({ visitNumber }: ConsultRecord): string => segment('PV1', { 1: '1', 2: 'U', 19: value(visitNumber ?? '') });

/** Person names are kept as DICOM writes them: family^given^middle^prefix^suffix; XPN has the suffix before the prefix. */
function personName(name: string): string {
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = name.split('=')[0]!.split('^');
  return components(family, given, middle, suffix, prefix);
}

/** XCN: the name is one as people are shown it; nobody guesses which part of it is the family's. */
export const person = ({ personId, name }: { personId: string; name: string }): string => components(personId, name);

/** The number of one version of the note, for good. */
export const documentNumber = ({ consultId, version }: Pick<ConsultRecord, 'consultId' | 'version'>, part = ''): string =>
  components(`${consultId}-${version}${part}`, 'HYPERACUTE');
