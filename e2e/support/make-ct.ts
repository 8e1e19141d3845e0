import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newUid, uidsOf, writePart10 } from './part10.ts';

/** What the invented CT is made of. `like`: another file whose UIDs (all with `study: 'same'` minus the instance's) it takes over. */
export interface CtSpec {
  slices: number;
  mrn: string;
  /** Issuer of Patient ID (0010,0021). */
  issuer?: string;
  /** Invented; tests only. */
  name: string;
  birthDate?: string;
  sex?: string;
  size?: number;
  spacing?: number;
  seed?: number;
  like?: string;
  study?: 'same';
  description?: string;
  accession?: string;
  studyDate?: string;
  contrast?: boolean;
  /** When the scanner says it scanned: ms since 1970, written as UTC with its offset. */
  acquiredAt?: number;
}

const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2';
let counter = 0;

/** (0008,0022), (0008,0032) and (0008,0201). */
function acquired(at: number): Record<string, string> {
  const digits = new Date(at).toISOString().replace(/[-:T]/g, '');
  return { AcquisitionDate: digits.slice(0, 8), AcquisitionTime: digits.slice(8, 14), TimezoneOffsetFromUTC: '+0000' };
}

/** Writes a small invented head CT (a bright ring round grey noise) as Part 10 files, and says where. */
export async function makeCt(spec: CtSpec): Promise<string[]> {
  const { slices, size = 64, spacing = 5, seed = 1 } = spec;
  const folder = mkdtempSync(join(tmpdir(), 'hyperacute-ct-'));
  const like = spec.like === undefined ? null : uidsOf(spec.like);
  const study = like?.study ?? newUid();
  const series = like?.series ?? newUid();
  const frameOfReference = newUid();
  return Array.from({ length: slices }, (_, i) => {
    const dataset: Record<string, unknown> = {
      SpecificCharacterSet: 'ISO_IR 192',
      ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
      SOPClassUID: CT_IMAGE,
      SOPInstanceUID: like !== null && spec.study === undefined ? like.instance : newUid(),
      StudyDate: spec.studyDate ?? '20260101',
      StudyTime: '120000',
      AccessionNumber: spec.accession ?? '',
      Modality: 'CT',
      Manufacturer: 'Invented',
      StudyDescription: 'INVENTED HEAD',
      SeriesDescription: spec.description ?? 'INVENTED NCCT',
      PatientName: spec.name,
      PatientID: spec.mrn,
      ...(spec.issuer === undefined ? {} : { IssuerOfPatientID: spec.issuer }),
      PatientBirthDate: spec.birthDate ?? '19500101',
      PatientSex: spec.sex ?? 'F',
      ...(spec.acquiredAt === undefined ? {} : acquired(spec.acquiredAt)),
      ...(spec.contrast ? { ContrastBolusAgent: 'INVENTED' } : {}),
      SliceThickness: String(spacing),
      StudyInstanceUID: study,
      SeriesInstanceUID: series,
      StudyID: '1',
      SeriesNumber: '1',
      InstanceNumber: String(i + 1),
      ImagePositionPatient: ['0', '0', String(i * spacing)],
      ImageOrientationPatient: ['1', '0', '0', '0', '1', '0'],
      FrameOfReferenceUID: frameOfReference,
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      Rows: size,
      Columns: size,
      PixelSpacing: ['0.5', '0.5'],
      BitsAllocated: 16,
      BitsStored: 16,
      HighBit: 15,
      PixelRepresentation: 1,
      WindowCenter: '40',
      WindowWidth: '80',
      RescaleIntercept: '0',
      RescaleSlope: '1',
      RescaleType: 'HU',
      PixelData: [pixels(size, seed + i).buffer],
      _vrMap: { PixelData: 'OW' },
    };
    return writePart10(join(folder, `${counter++}.dcm`), dataset);
  });
}

function pixels(size: number, seed: number): Int16Array<ArrayBuffer> {
  let state = seed;
  return Int16Array.from({ length: size * size }, (_, i) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    const r = Math.hypot((i % size) - size / 2, Math.floor(i / size) - size / 2) / (size / 2);
    return r > 0.9 ? -1000 : r > 0.8 ? 1000 : 30 + (state % 10);
  }) as Int16Array<ArrayBuffer>;
}
