import type { ConsultRecord } from '#shared/protocol/record.ts';

/** An invented patient's record: nobody's. UIDs of its study are given. */
export interface RecordOf {
  consultId?: string;
  version?: number;
  site?: ConsultRecord['site'];
  signedBy?: ConsultRecord['signedBy'];
  mrn?: string;
  study?: string;
  series?: string;
  /** Two images: measured on, and key. */
  images?: [string, string];
  frameOfReference?: string;
}

export const EXAMINER = { personId: 'p-ed', name: 'Ed Example', role: 'emergency physician', site: 'Riverside General' };
export const SIGNER = { personId: 'p-neuro', name: 'Noor Example', role: 'neurologist', site: 'Metro Stroke Center' };

export function invented(of: RecordOf = {}): ConsultRecord {
  const { study = '1.2.3.4', series = '1.2.3.4.5', images = ['1.2.3.4.5.6', '1.2.3.4.5.7'], frameOfReference = '1.2.3.9' } = of;
  const mark = {
    studyInstanceUid: study,
    seriesInstanceUid: series,
    frameOfReferenceUid: frameOfReference,
    normal: [0, 0, 1] as [number, number, number],
    up: [0, -1, 0] as [number, number, number],
    by: SIGNER.personId,
    at: '2026-03-01T12:20:00Z',
  };
  const on = { ...mark, sopInstanceUid: images[0], frame: 1 };
  return {
    consultId: of.consultId ?? 'c-invented-1',
    version: of.version ?? 1,
    site: of.site ?? { id: 'riverside', name: 'Riverside General' },
    zone: 'America/New_York',
    patient: { mrn: of.mrn ?? 'INV-1', issuer: 'RIVERSIDE', name: 'Testér^Ana^M^Dr^Jr', birthDate: '19500101', sex: 'F' },
    visitNumber: 'V-77',
    studies: [{ studyInstanceUid: study, accessionNumber: 'ACC-9', studyDate: '20260301', description: 'CT HEAD' }],
    openedAt: '2026-03-01T12:00:00Z',
    signedAt: '2026-03-01T12:45:30Z',
    signedBy: of.signedBy ?? SIGNER,
    note: [
      { heading: 'History', sentences: [{ text: 'Sudden weakness | left & right ^ unclear.', sources: [1] }] },
      { heading: 'Plan', sentences: [{ text: 'Tenecteplase 20 mg given.\nTransfer agreed.', sources: [2, 3] }] },
    ],
    times: [
      { what: 'last-known-well', name: 'Last known well', at: '2026-03-01T10:30:00Z', plusMinusSeconds: 900, raw: null, source: 'wife' },
      {
        what: 'needle',
        name: 'Thrombolysis begun',
        at: '2026-03-01T12:31:20Z',
        plusMinusSeconds: 20,
        raw: '2026-03-01T12:33:00Z',
        source: 'wall clock of room 2',
      },
    ],
    exams: [
      {
        examId: 'x-1',
        at: '2026-03-01T12:10:00Z',
        by: [EXAMINER],
        answers: {
          '1a': 0,
          '1b': 1,
          '1c': 0,
          '2': 1,
          '3': 0,
          '4': 2,
          '5a': 4,
          '5b': { untestable: 'cast | right arm' },
          '6a': 3,
          '6b': 0,
          '7': 0,
          '8': 1,
          '9': 2,
          '10': 1,
          '11': 0,
        },
        total: 15,
        text: 'NIHSS 15 (+1 untestable: 5b)',
      },
      {
        examId: 'x-2',
        at: '2026-03-01T12:40:00Z',
        by: [EXAMINER],
        answers: { '1a': 0, '5a': 3 },
        total: 3,
        text: 'NIHSS 3 (13 not entered)',
      },
    ],
    measurements: [
      {
        mark: {
          ...on,
          uid: 'mark-length-1',
          tool: 'Length',
          points: [
            [10, 20, 0],
            [40, 60, 0],
          ],
          text: 'clot',
        },
        values: [{ name: 'Length', value: 50, unit: 'mm' }],
        author: SIGNER,
      },
      {
        mark: {
          ...on,
          uid: 'mark-ellipse-1',
          tool: 'EllipticalROI',
          points: [
            [10, 10, 0],
            [10, 14, 0],
            [8, 12, 0],
            [20, 12, 0],
          ],
        },
        values: [
          { name: 'Mean', value: 38.25, unit: 'HU' },
          { name: 'Area', value: 37.7, unit: 'mm2' },
        ],
        author: EXAMINER,
      },
      {
        mark: {
          ...mark,
          uid: 'mark-oblique-1',
          tool: 'Angle',
          points: [
            [1, 2, 3],
            [4, 5, 6.5],
            [7, 8, 9],
          ],
        },
        values: [{ name: 'Angle', value: 12.5, unit: 'deg' }],
        author: SIGNER,
      },
      {
        mark: {
          ...on,
          uid: 'mark-arrow-1',
          tool: 'ArrowAnnotate',
          points: [
            [1, 1, 0],
            [2, 2, 0],
          ],
          text: 'dense MCA',
        },
        values: [],
        author: SIGNER,
      },
    ],
    keyImages: [
      {
        image: { studyInstanceUid: study, seriesInstanceUid: series, sopInstanceUid: images[1], frame: 1 },
        sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
        why: 'dense MCA sign',
        by: SIGNER,
        at: '2026-03-01T12:20:00Z',
      },
    ],
  };
}
