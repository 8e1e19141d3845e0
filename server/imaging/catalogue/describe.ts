import { seriesRoleOf } from '#shared/imaging/series-role.ts';
import type { FrameShape, SeriesRole } from '#shared/protocol/stream.ts';
import type { DicomJson, Inspected } from '../../intake/types.ts';
import { items, number, personName, text, texts } from './dicom-json.ts';
import { documentKindOf } from './document-kind.ts';
import { frameShapeOf, positionOf } from './frame-shape.ts';

/** What the catalogue keeps of one object, worked out once at its arrival. */
export interface Described {
  patient: { mrn: string; issuer: string; name: string; birthDate: string; sex: string };
  study: {
    uid: string;
    description: string;
    date: string;
    time: string;
    accessionNumber: string;
    institution: string;
    referring: string;
    id: string;
  };
  series: { uid: string; modality: string; number: number | null; description: string; role: SeriesRole; shape: FrameShape | null };
  instanceNumber: number | null;
  descriptor: InstanceDescriptor;
}

export interface InstanceDescriptor {
  /** Set for what is not an image. */
  document: { kind: string; title: string } | null;
  shape: FrameShape | null;
  /** One entry a frame; `differs` against this instance's own `shape`. */
  frames: { position: [number, number, number] | null; differs?: Partial<FrameShape> }[];
}

/** Frames of one instance beyond this are not described one by one (a cine of that length is no stroke study). */
const MAX_FRAMES = 20_000;

export function describe(given: Inspected): Described {
  const object = { ...given, dataset: usable(given) };
  const d = object.dataset;
  const descriptor = describeFrames(object);
  return {
    patient: {
      mrn: text(d, '00100020'),
      issuer: text(d, '00100021'),
      name: personName(d, '00100010'),
      birthDate: date(d, '00100030'),
      sex: sex(text(d, '00100040')),
    },
    study: {
      uid: object.studyInstanceUid,
      description: text(d, '00081030'),
      date: date(d, '00080020'),
      time: text(d, '00080030'),
      accessionNumber: text(d, '00080050'),
      institution: text(d, '00080080'),
      referring: personName(d, '00080090'),
      id: text(d, '00200010'),
    },
    series: {
      uid: object.seriesInstanceUid,
      modality: text(d, '00080060'),
      number: integer(number(d, '00200011')),
      description: text(d, '0008103E'),
      role: roleOf(object, descriptor),
      shape: descriptor.shape,
    },
    instanceNumber: number(d, '00200013'),
    descriptor,
  };
}

/** Without the values that the gate found unfit to display, orient or measure with. */
export function usable({ dataset, ignored }: Pick<Inspected, 'dataset' | 'ignored'>): DicomJson {
  return ignored.length === 0 ? dataset : Object.fromEntries(Object.entries(dataset).filter(([tag]) => !ignored.includes(tag)));
}

function describeFrames(object: Inspected): InstanceDescriptor {
  const d = object.dataset;
  const kind = documentKindOf(object.sopClassUid);
  if (kind !== null || object.pixels.kind === 'none')
    return { document: { kind: kind ?? 'other', title: text(d, '00420010') || conceptOrDescription(d) }, shape: null, frames: [] };
  const shared = items(d, '52009229')[0] ?? {};
  const perFrame = items(d, '52009230');
  const shape = frameShapeOf(d, shared, perFrame[0] ?? {}, object);
  const frames = Array.from({ length: Math.min(object.pixels.frames, MAX_FRAMES) }, (_, i) => {
    const groups = perFrame[i] ?? {};
    const position = positionOf(d, shared, groups);
    if (shape === null || i === 0 || perFrame.length === 0) return { position };
    const own = frameShapeOf(d, shared, groups, object);
    const differs = own && difference(shape, own);
    return differs === null || Object.keys(differs).length === 0 ? { position } : { position, differs };
  });
  return { document: null, shape, frames };
}

/** Only what differs, field by field. */
export function difference(base: FrameShape, own: FrameShape): Partial<FrameShape> {
  return Object.fromEntries(
    Object.entries(own).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(base[key as keyof FrameShape])),
  ) as Partial<FrameShape>;
}

function roleOf(object: Inspected, descriptor: InstanceDescriptor): SeriesRole {
  const d = object.dataset;
  return seriesRoleOf({
    modality: text(d, '00080060'),
    sopClassUid: object.sopClassUid,
    imageType: texts(d, '00080008').map((value) => value.toUpperCase()),
    text: [text(d, '0008103E'), text(d, '00181030'), text(d, '00180015'), text(d, '00081030')].join(' ').toLowerCase(),
    thickness: number(d, '00180050') ?? descriptor.shape?.thickness ?? null,
    contrast: text(d, '00180010') !== '' || items(d, '00180012').length > 0,
    colour: descriptor.shape?.samples === 3,
    timePoints: number(d, '00200105') ?? 1,
    hasPixels: object.pixels.kind !== 'none' && documentKindOf(object.sopClassUid) === null,
  });
}

/** Title of what is no image: concept of a report (0040,A043), label of a presentation state (0070,0080), else the series' words. */
function conceptOrDescription(d: DicomJson): string {
  return text(items(d, '0040A043')[0] ?? {}, '00080104') || text(d, '00700080') || text(d, '0008103E');
}

/** DA that is a real calendar date, else ''. A date that is not one is never used for matching or sorting. */
function date(d: DicomJson, tag: string): string {
  const value = text(d, tag);
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(value);
  if (match === null) return '';
  const day = new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])));
  return day.getUTCMonth() === Number(match[2]) - 1 && day.getUTCDate() === Number(match[3]) ? value : '';
}

const sex = (value: string): string => (['M', 'F', 'O'].includes(value) ? value : '');
const integer = (value: number | null): number | null => (value !== null && Number.isSafeInteger(value) ? value : null);
