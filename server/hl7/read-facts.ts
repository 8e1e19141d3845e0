import type { Facts, ObservationFacts, OrderFacts, PatientFacts, PatientId, VisitFacts } from './facts.ts';
import { Hl7Fault } from './message/fault.ts';
import type { Header } from './message/header.ts';
import type { Message, Segment } from './message/message.ts';
import { instantOf, parseTime } from './message/time.ts';

const ADMISSIONS = ['A01', 'A03', 'A04', 'A08', 'A11'] as const;
const ORDER_EVENTS: Record<string, string> = { ORM: 'O01', OMG: 'O19', OMI: 'O23' };
const MRN_TYPES = ['MR', 'MRN', 'PI'];
/** ORC-1 (table 0119) that end an order. */
const CANCELLING = ['CA', 'OC', 'CR', 'DC', 'OD'];

/** Throws `Hl7Fault`: type or event not taken, or something missing that it cannot be understood without. `zone`: of times without an offset. */
export function readFacts(header: Header, message: Message, zone: string): Facts {
  const { type, event } = header;
  if (type === 'ADT') return admission(event, message, zone);
  if (type in ORDER_EVENTS) {
    if (event !== ORDER_EVENTS[type]) throw new Hl7Fault('HL7_MSH_EVENT_UNKNOWN');
    return { kind: 'orders', patient: patientOf(message), orders: orders(message) };
  }
  if (type !== 'ORU') throw new Hl7Fault('HL7_MSH_TYPE_UNKNOWN');
  if (event !== 'R01' && event !== '') throw new Hl7Fault('HL7_MSH_EVENT_UNKNOWN');
  return {
    kind: 'results',
    patient: patientOf(message),
    observations: message.all('OBX').map((obx, position) => observation(obx, position, zone)),
  };
}

function admission(event: string, message: Message, zone: string): Facts {
  if (event === 'A40') {
    const mrg = message.first('MRG');
    const prior = mrg === undefined ? null : identifier(mrg, 1);
    if (prior === null) throw new Hl7Fault('HL7_MRG_MISSING');
    return { kind: 'merge', patient: patientOf(message), prior };
  }
  const known = ADMISSIONS.find((one) => one === event);
  if (known === undefined) throw new Hl7Fault('HL7_MSH_EVENT_UNKNOWN');
  return { kind: 'admission', event: known, patient: patientOf(message), visit: visit(message, zone) };
}

function patientOf(message: Message): PatientFacts {
  const [pid, second] = message.all('PID');
  if (second !== undefined) throw new Hl7Fault('HL7_MULTIPLE_PID');
  if (pid === undefined) throw new Hl7Fault('HL7_SEGMENT_MISSING');
  const id = identifier(pid, 3);
  if (id === null) throw new Hl7Fault('HL7_PID3_MISSING');
  const sex = pid.text(8).toUpperCase();
  return {
    ...id,
    name: [1, 2, 3]
      .map((n) => pid.text(5, n))
      .join('^')
      .replace(/\^+$/, ''),
    birthDate: /^\d{8}/.test(pid.text(7)) && parseTime(pid.text(7).slice(0, 8)) !== null ? pid.text(7).slice(0, 8) : '',
    sex: sex === 'M' || sex === 'F' || sex === 'O' ? sex : '',
  };
}

/** The medical record number among the repetitions of a CX field, else the first that is there. */
function identifier(segment: Segment, field: number): PatientId | null {
  const all = Array.from({ length: segment.repetitions(field) }, (_, i) => ({
    mrn: segment.text(field, 1, i + 1),
    issuer: segment.text(field, 4, i + 1),
    type: segment.text(field, 5, i + 1),
  })).filter(({ mrn }) => mrn !== '');
  const chosen = all.find(({ type }) => MRN_TYPES.includes(type)) ?? all[0];
  return chosen === undefined ? null : { mrn: chosen.mrn, issuer: chosen.issuer };
}

function visit(message: Message, zone: string): VisitFacts | null {
  const pv1 = message.first('PV1');
  if (pv1 === undefined) return null;
  const happened = instantOf(message.first('EVN')?.text(2) ?? '', zone);
  return {
    number: pv1.text(19) || (message.first('PID')?.text(18) ?? ''),
    class: pv1.text(2),
    location: pv1.text(3),
    admittedAt: instantOf(pv1.text(44), zone) ?? happened,
    dischargedAt: instantOf(pv1.text(45), zone) ?? happened,
  };
}

/** Each OBR with the ORC before it. The accession number is where IHE puts it, else the filler's, else the placer's number. */
function orders(message: Message): OrderFacts[] {
  const found: OrderFacts[] = [];
  let orc: Segment | undefined;
  for (const segment of message.segments) {
    if (segment.name === 'ORC') orc = segment;
    if (segment.name === 'IPC' && found.length > 0 && segment.text(1) !== '') found.at(-1)!.accession = segment.text(1);
    if (segment.name !== 'OBR') continue;
    const placer = segment.text(2) || (orc?.text(2) ?? '');
    const filler = segment.text(3) || (orc?.text(3) ?? '');
    const accession = segment.text(18) || filler || placer;
    found.push({
      accession,
      placer,
      filler,
      code: segment.text(4),
      description: segment.text(4, 2),
      reason: segment.text(31, 2) || segment.text(31) || segment.text(13),
      cancelled: CANCELLING.includes(orc?.text(1) ?? ''),
    });
  }
  if (found.length === 0) throw new Hl7Fault('HL7_SEGMENT_MISSING');
  if (found.some(({ accession }) => accession === '')) throw new Hl7Fault('HL7_ORDER_NUMBER_MISSING');
  return found;
}

function observation(obx: Segment, position: number, zone: string): ObservationFacts {
  // SN is comparator^number; a comparator makes it text, not a number.
  const structured = obx.text(2) === 'SN';
  const text = structured ? [1, 2, 3, 4].map((n) => obx.text(5, n)).join('') : obx.text(5);
  const number = /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
  return {
    position,
    code: obx.text(3),
    system: obx.text(3, 3),
    value: number,
    text,
    unit: obx.text(6),
    status: obx.text(11),
    observedAt: instantOf(obx.text(14), zone),
  };
}
