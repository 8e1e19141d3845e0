/** What an object is that is no picture to read, in words for people. */
export const DOCUMENT_KINDS = {
  sr: 'Structured report',
  'key-object-selection': 'Key images',
  pdf: 'PDF document',
  cda: 'Clinical document (CDA)',
  'encapsulated-document': 'Enclosed file',
  'presentation-state': 'Presentation state',
  waveform: 'Waveform',
  segmentation: 'Segmentation',
  registration: 'Registration',
  radiotherapy: 'Radiotherapy object',
  other: 'Object without a picture',
} as const;
export type DocumentKind = keyof typeof DOCUMENT_KINDS;

export const documentKindName = (kind: string): string =>
  Object.hasOwn(DOCUMENT_KINDS, kind) ? DOCUMENT_KINDS[kind as DocumentKind] : DOCUMENT_KINDS.other;
