import { CT_SHAPE } from '#shared/imaging/testing/ct-shape.ts';
import type { FrameShape } from '#shared/protocol/stream.ts';
import type { ImageFacts, StudyFacts } from '../make/dicom/study-facts.ts';

const SHAPE: FrameShape = { ...CT_SHAPE, rows: 64, columns: 64 };

/** An invented study of two slices, 5 mm apart, the second at the head's end. */
export function inventedStudy(): StudyFacts {
  const image = (sopInstanceUid: string, z: number): ImageFacts => ({
    sopInstanceUid,
    sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
    seriesInstanceUid: '1.2.3.4.5',
    descriptor: { document: null, shape: SHAPE, frames: [{ position: [0, 0, z] }] },
  });
  const images = [image('1.2.3.4.5.6', 0), image('1.2.3.4.5.7', 5)];
  return {
    studyInstanceUid: '1.2.3.4',
    sample: {
      '00080020': { vr: 'DA', Value: ['20260301'] },
      '00080030': { vr: 'TM', Value: ['070000'] },
      '00080050': { vr: 'SH', Value: ['ACC-9'] },
      '0020000D': { vr: 'UI', Value: ['1.2.3.4'] },
      '00200010': { vr: 'SH', Value: ['1'] },
      '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Testér^Ana' }] },
      '00100020': { vr: 'LO', Value: ['INV-1'] },
      '00100021': { vr: 'LO', Value: ['RIVERSIDE'] },
      '00100030': { vr: 'DA', Value: ['19500101'] },
      '00100040': { vr: 'CS', Value: ['F'] },
    },
    images: new Map(images.map((one) => [one.sopInstanceUid, one])),
  };
}
