import { data } from 'dcmjs';
import type { ConsultRecord } from '#shared/protocol/record.ts';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION } from '../../../intake/dimse/pdu.ts';
import type { DicomJson } from '../../../intake/types.ts';
import { uidOf } from '../../identifiers.ts';
import { localTime } from '../local-time.ts';
import type { Item } from './content.ts';
import type { ImageFacts, StudyFacts } from './study-facts.ts';

const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';

/** What a document is beside its content. */
export interface DocumentIdentity {
  sopClassUid: string;
  sopInstanceUid: string;
  modality: 'SR' | 'KO';
  seriesDescription: string;
  seriesNumber: number;
}

/** Patient and General Study modules (PS3.3 §C.7.1.1, §C.7.2.1): taken over from the study, present even when they are empty there. */
const TAKEN = [
  ...['00080020', '00080030', '00080050', '00080090', '00081030', '0020000D', '00200010'],
  ...['00100010', '00100020', '00100021', '00100030', '00100040'],
];
/** Of these, the ones that need not be there (type 3). */
const OPTIONAL = new Set(['00081030', '00100021']);
const VRS: Record<string, string> = {
  '00080020': 'DA',
  '00080030': 'TM',
  '00080050': 'SH',
  '00080090': 'PN',
  '0020000D': 'UI',
  '00200010': 'SH',
  '00100010': 'PN',
  '00100020': 'LO',
  '00100030': 'DA',
  '00100040': 'CS',
};

/** A document of a study as a Part 10 file; the same record and study give the same bytes. `own`: its modules, by keyword. */
export function writeDocument(record: ConsultRecord, study: StudyFacts, identity: DocumentIdentity, own: Item): Buffer {
  const signed = localTime(record.signedAt, record.zone);
  const series = uidOf('series', identity.modality, record.consultId, record.version, study.studyInstanceUid);
  const dataset: Item = {
    SpecificCharacterSet: 'ISO_IR 192',
    InstanceCreationDate: signed.date,
    InstanceCreationTime: signed.time,
    SOPClassUID: identity.sopClassUid,
    SOPInstanceUID: identity.sopInstanceUid,
    SeriesDate: signed.date,
    SeriesTime: signed.time,
    ContentDate: signed.date,
    ContentTime: signed.time,
    TimezoneOffsetFromUTC: signed.offset,
    Modality: identity.modality,
    SeriesDescription: identity.seriesDescription,
    SeriesInstanceUID: series,
    SeriesNumber: String(identity.seriesNumber),
    InstanceNumber: String(record.version),
    ReferencedPerformedProcedureStepSequence: [],
    Manufacturer: 'Hyperacute',
    ManufacturerModelName: 'Hyperacute consult room',
    DeviceSerialNumber: '1',
    SoftwareVersions: '1',
    ...own,
  };
  const { DicomDict, DicomMetaDictionary } = data;
  const file = new DicomDict(
    DicomMetaDictionary.denaturalizeDataset({
      FileMetaInformationVersion: new Uint8Array([0, 1]).buffer,
      MediaStorageSOPClassUID: identity.sopClassUid,
      MediaStorageSOPInstanceUID: identity.sopInstanceUid,
      TransferSyntaxUID: EXPLICIT_LITTLE_ENDIAN,
      ImplementationClassUID: IMPLEMENTATION_CLASS_UID,
      ImplementationVersionName: IMPLEMENTATION_VERSION,
    }),
  );
  file.dict = { ...DicomMetaDictionary.denaturalizeDataset(dataset), ...takenOver(study.sample) };
  return Buffer.from(file.write());
}

function takenOver(sample: DicomJson): Record<string, { vr: string; Value: unknown[] }> {
  return Object.fromEntries(
    TAKEN.flatMap((tag) => {
      const values = (sample[tag]?.Value ?? []).map(plain);
      if (values.length === 0 && OPTIONAL.has(tag)) return [];
      return [[tag, { vr: sample[tag]?.vr ?? VRS[tag]!, Value: values }]];
    }),
  );
}

/** A person's name with its groups, as it stands in the file (PS3.5 §6.2.1.1). */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { Alphabetic = '', Ideographic = '', Phonetic = '' } = value as Record<string, string>;
  return [Alphabetic, Ideographic, Phonetic].join('=').replace(/=+$/, '');
}

/** Evidence (PS3.3 §C.17.6): every object referred to, by study and series, each once. */
export function evidence(study: StudyFacts, images: readonly ImageFacts[]): Item[] {
  const unique = new Map(images.map((image) => [image.sopInstanceUid, image]));
  const bySeries = Map.groupBy(unique.values(), (image) => image.seriesInstanceUid);
  return [
    {
      StudyInstanceUID: study.studyInstanceUid,
      ReferencedSeriesSequence: [...bySeries].map(([seriesInstanceUid, referred]) => ({
        SeriesInstanceUID: seriesInstanceUid,
        ReferencedSOPSequence: referred.map(({ sopClassUid, sopInstanceUid }) => ({
          ReferencedSOPClassUID: sopClassUid,
          ReferencedSOPInstanceUID: sopInstanceUid,
        })),
      })),
    },
  ];
}
