/**
 * What the HL7 door says of one message: MSA-1 (table 0008), ERR-3 (table 0357), and what an integration engineer can do about it.
 * `close`: the connection ends after the answer.
 */
export interface Hl7Rule {
  readonly ack: 'AA' | 'AE' | 'AR';
  readonly error: '0' | '100' | '101' | '102' | '103' | '200' | '201' | '202' | '203' | '204' | '205' | '207';
  readonly close?: boolean;
  /** One sentence, no value of the message itself. */
  readonly advice: string;
}

export const HL7 = {
  HL7_APPLIED: { ack: 'AA', error: '0', advice: 'Applied.' },
  HL7_DUPLICATE: { ack: 'AA', error: '0', advice: 'The same message was applied before; nothing to do.' },
  HL7_REVIEW: { ack: 'AA', error: '0', advice: 'Kept: a person must decide, because a consult of this patient is open.' },
  HL7_EMPTY: { ack: 'AR', error: '100', advice: 'The message has no segment.' },
  HL7_NO_MSH: { ack: 'AR', error: '100', advice: 'The message must begin with MSH.' },
  HL7_NOT_A_MESSAGE: { ack: 'AR', error: '100', close: true, advice: 'There is no MSH segment at all.' },
  HL7_MULTIPLE_MSH: { ack: 'AR', error: '100', advice: 'One frame holds one message; this one has two MSH segments.' },
  HL7_BATCH_UNSUPPORTED: {
    ack: 'AR',
    error: '100',
    advice: 'Batches (FHS, BHS) are not taken here: send each message in a frame of its own.',
  },
  HL7_SEGMENT_SEPARATOR: {
    ack: 'AR',
    error: '100',
    advice: 'Segments end with CR; line feeds are taken only from senders that are set so.',
  },
  HL7_SEGMENT_INVALID: { ack: 'AR', error: '100', advice: 'A segment has no name of three letters or digits.' },
  HL7_BAD_SEPARATORS: { ack: 'AR', error: '101', advice: 'MSH-1 and MSH-2 must name five different ASCII punctuation characters.' },
  HL7_TOO_LARGE: { ack: 'AR', error: '207', close: true, advice: 'The message is larger than this door takes.' },
  HL7_TOO_MANY_SEGMENTS: { ack: 'AR', error: '207', close: true, advice: 'The message has more segments than this door takes.' },
  HL7_TOO_MANY_FIELDS: { ack: 'AR', error: '207', advice: 'A segment has more fields than any version defines.' },
  HL7_TOO_MANY_REPETITIONS: { ack: 'AR', error: '207', advice: 'A field repeats more often than this door takes.' },
  HL7_TOO_MANY_COMPONENTS: { ack: 'AR', error: '207', advice: 'A field has more components than any version defines.' },
  HL7_FIELD_TOO_LONG: { ack: 'AR', error: '102', advice: 'A field is longer than this door takes.' },
  HL7_HEADER_CONTROL_CHAR: { ack: 'AR', error: '102', advice: 'MSH holds control characters.' },
  HL7_CONTROL_CHAR: { ack: 'AE', error: '102', advice: 'A field holds a control character, plain or escaped.' },
  HL7_CHARSET_INVALID: {
    ack: 'AE',
    error: '102',
    advice: 'The bytes are not of the character set that MSH-18 names; without MSH-18 only ASCII is taken.',
  },
  HL7_CHARSET_UNKNOWN: { ack: 'AE', error: '103', advice: 'MSH-18 names a character set that is not known here.' },
  HL7_CONTROL_ID_MISSING: { ack: 'AE', error: '101', advice: 'MSH-10 is empty.' },
  HL7_CONTROL_ID_INVALID: { ack: 'AE', error: '102', advice: 'MSH-10 is too long, or holds separators.' },
  HL7_MSH_NO_TYPE: { ack: 'AE', error: '101', advice: 'MSH-9 is empty.' },
  HL7_MSH_TYPE_UNKNOWN: { ack: 'AR', error: '200', advice: 'This message type is not taken here.' },
  HL7_MSH_EVENT_UNKNOWN: { ack: 'AR', error: '201', advice: 'This event is not taken here.' },
  HL7_MSH_PROC_UNKNOWN: { ack: 'AR', error: '202', advice: 'MSH-11 must be P.' },
  HL7_PROCESSING_ID: { ack: 'AR', error: '202', advice: 'Training and debugging messages (MSH-11 T, D) must not reach live patients.' },
  HL7_MSH_VERSION_EMPTY: { ack: 'AE', error: '101', advice: 'MSH-12 is empty.' },
  HL7_MSH_VERSION_9: { ack: 'AR', error: '203', advice: 'MSH-12 must name a version 2.x.' },
  HL7_MSH_TS_BAD: { ack: 'AE', error: '102', advice: 'MSH-7 is no time.' },
  HL7_MSH_TS_FUTURE: { ack: 'AE', error: '102', advice: 'MSH-7 lies in the future: set the clock of the sender.' },
  HL7_TENANT_MISMATCH: {
    ack: 'AR',
    error: '207',
    advice: 'The facility in MSH-4 may not speak from this address: enter it with the admin command.',
  },
  HL7_CONTROL_ID_REUSED: { ack: 'AE', error: '205', advice: 'This control id was used for another message.' },
  HL7_SEGMENT_MISSING: { ack: 'AE', error: '100', advice: 'A segment that this message needs is missing.' },
  HL7_MULTIPLE_PID: { ack: 'AE', error: '100', advice: 'One message speaks of one patient; this one has two PID segments.' },
  HL7_PID3_MISSING: { ack: 'AE', error: '101', advice: 'PID-3 names no patient.' },
  HL7_MRG_MISSING: { ack: 'AE', error: '101', advice: 'MRG-1 names no patient.' },
  HL7_MERGE_SELF: { ack: 'AE', error: '204', advice: 'A patient cannot be merged into itself.' },
  HL7_MERGE_CYCLE: { ack: 'AE', error: '204', advice: 'The surviving patient was merged into the other one before.' },
  HL7_ORDER_NUMBER_MISSING: { ack: 'AE', error: '101', advice: 'The order has no number.' },
  HL7_ACCESSION_CONFLICT: { ack: 'AE', error: '205', advice: 'This accession number belongs to another patient.' },
  HL7_NOT_STORED: { ack: 'AE', error: '207', advice: 'The message could not be stored; send it again.' },
} as const satisfies Record<string, Hl7Rule>;

export type Hl7Code = keyof typeof HL7;

/** Faults of the framing itself: no answer can be given, the connection ends. */
export type MllpFault = 'MLLP_NO_START' | 'MLLP_NESTED_START' | 'MLLP_BAD_TRAILER' | 'MLLP_IDLE_TIMEOUT';
