/**
 * What the intake gate says of one DICOM object: stored, kept aside, or refused; with the status a DIMSE or STOW sender gets
 * (PS3.4 Table B.2-1, PS3.18 §10.5.3 and §I.2.2) and what a scanner's engineer can do about it.
 */
export type IntakeOutcome = 'stored' | 'quarantine' | 'refused';

interface IntakeRule {
  readonly outcome: IntakeOutcome;
  /** C-STORE status, and WarningReason or FailureReason in STOW. */
  readonly status: number;
  /** One sentence: what is wrong and what to do. No value of the object itself. */
  readonly advice: string;
}

export const INTAKE = {
  OK: { outcome: 'stored', status: 0x0000, advice: 'Stored.' },
  DUPLICATE: { outcome: 'stored', status: 0x0000, advice: 'The same object was stored before; nothing to do.' },
  PREAMBLE_ZEROED: { outcome: 'stored', status: 0x0000, advice: 'The preamble holds another file format; it is served zeroed.' },
  ORDER_NOT_FOUND: { outcome: 'stored', status: 0x0000, advice: 'No order matches; shown with that note.' },
  ATTRIBUTE_INVALID_KEPT: {
    outcome: 'stored',
    status: 0xb000,
    advice: 'A value breaks the rules of its VR; it is kept as text and not used.',
  },
  ATTRIBUTE_IGNORED: { outcome: 'stored', status: 0xb000, advice: 'An attribute cannot be used for display and is ignored.' },
  ATTRIBUTE_TRUNCATED_FOR_DISPLAY: { outcome: 'stored', status: 0xb000, advice: 'A value is longer than its VR allows; shown shortened.' },
  CONTROL_CHARS_SHOWN: { outcome: 'stored', status: 0xb000, advice: 'A value holds control characters; they are shown as such.' },
  CHARSET_UNKNOWN: {
    outcome: 'stored',
    status: 0xb000,
    advice: 'Text does not fit the character set it names; set Specific Character Set on the sender.',
  },
  OVERLAY_IGNORED: { outcome: 'stored', status: 0xb000, advice: 'An overlay plane is inconsistent and is not drawn.' },
  PIXEL_UNREADABLE: {
    outcome: 'stored',
    status: 0xb000,
    advice: 'Stored, but the compressed pixels cannot be decoded; send it again uncompressed.',
  },
  PATIENT_CONFLICT_IN_STUDY: {
    outcome: 'quarantine',
    status: 0xb000,
    advice: 'The study already holds another patient; a person must decide.',
  },
  PATIENT_CONFLICT: {
    outcome: 'quarantine',
    status: 0xb000,
    advice: 'This patient id is known with another birth date or sex; a person must decide.',
  },
  PATIENT_UNIDENTIFIED: { outcome: 'quarantine', status: 0xb000, advice: 'No patient id; a person must say who this is.' },
  SERIES_IN_TWO_STUDIES: {
    outcome: 'quarantine',
    status: 0xb000,
    advice: 'The series is already part of another study; a person must decide.',
  },
  INSTANCE_CONFLICT: {
    outcome: 'quarantine',
    status: 0xb000,
    advice: 'Another object with this SOP Instance UID is stored; both are kept, a person must decide.',
  },
  ORDER_PATIENT_MISMATCH: {
    outcome: 'quarantine',
    status: 0xb000,
    advice: 'Order and object name different patients; a person must decide.',
  },
  DICOM_NOT_PART10: {
    outcome: 'refused',
    status: 0xc000,
    advice: 'Not a DICOM file: 128 bytes of preamble and DICM must come first (PS3.10 §7.1).',
  },
  DICOM_PARSE: { outcome: 'refused', status: 0xc000, advice: 'The encoding breaks PS3.5 §7.1; export the object again.' },
  DICOM_TRUNCATED: { outcome: 'refused', status: 0xc000, advice: 'The file ends early; send it again.' },
  DICOM_LENGTH_EXCEEDS_FILE: {
    outcome: 'refused',
    status: 0xc000,
    advice: 'An element claims more bytes than the file has; export the object again.',
  },
  DICOM_TRAILING_DATA: { outcome: 'refused', status: 0xc000, advice: 'Bytes follow the end of the data set; export the object again.' },
  DICOM_NESTING: { outcome: 'refused', status: 0xc000, advice: 'Sequences are nested deeper than 64; export without private data.' },
  DICOM_META_LENGTH: { outcome: 'refused', status: 0xc000, advice: 'File Meta Information Group Length is wrong (PS3.10 §7.1).' },
  DICOM_META_MISSING_TS: {
    outcome: 'refused',
    status: 0xc000,
    advice: 'Transfer Syntax UID is missing from the meta information (PS3.10 §7.1).',
  },
  DICOM_TOO_MANY_ELEMENTS: {
    outcome: 'refused',
    status: 0xc000,
    advice: 'More elements than any real object has; export without private data.',
  },
  DICOM_TAG_DUPLICATE: {
    outcome: 'refused',
    status: 0xc000,
    advice: 'The same tag stands twice: two readers would see two patients. Export the object again.',
  },
  DICOM_TAG_ORDER: { outcome: 'refused', status: 0xc000, advice: 'Tags are not in ascending order (PS3.5 §7.1); export the object again.' },
  DICOM_ATTRIBUTE_INVALID: {
    outcome: 'refused',
    status: 0xa900,
    advice: 'An attribute that describes the pixels or the object is missing or wrong.',
  },
  DICOM_PIXEL_LENGTH: { outcome: 'refused', status: 0xa900, advice: 'Pixel data do not fit rows, columns, frames and bits.' },
  DICOM_UID_MISSING: { outcome: 'refused', status: 0xa900, advice: 'Study, series, SOP class or SOP instance UID is missing.' },
  DICOM_UID_INVALID: {
    outcome: 'refused',
    status: 0xa900,
    advice: 'A UID breaks PS3.5 §9.1: digits and dots, no leading zeros, at most 64.',
  },
  DICOM_UID_MISMATCH: { outcome: 'refused', status: 0xa900, advice: 'Data set and meta information or command name different UIDs.' },
  DICOM_UNSUPPORTED_TS: { outcome: 'refused', status: 0xc122, advice: 'This transfer syntax is not taken; choose another on the sender.' },
  DICOM_INFLATE_LIMIT: {
    outcome: 'refused',
    status: 0xa700,
    advice: 'The deflated data set grows beyond the limit; send it uncompressed.',
  },
  DICOM_TOO_LARGE: { outcome: 'refused', status: 0xa700, advice: 'Larger than one object may be.' },
  STORAGE_FULL: { outcome: 'refused', status: 0xa700, advice: 'The store is full; it takes objects again once space is freed.' },
  STORE_FAILED: { outcome: 'refused', status: 0x0110, advice: 'The store failed; nothing was kept. Send it again.' },
} as const satisfies Record<string, IntakeRule>;

export type IntakeCode = keyof typeof INTAKE;
