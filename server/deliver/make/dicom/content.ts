import type { ConsultRecord } from '#shared/protocol/record.ts';

/** Content items of structured reports (PS3.3 §C.17.3), by keyword as dcmjs writes them. */

export type Item = Record<string, unknown>;

export interface Concept {
  code: string;
  scheme: 'DCM' | 'SCT' | 'LN' | 'UCUM' | 'RFC5646' | '99HYPERACUTE';
  meaning: string;
}

export const concept = (code: string, scheme: Concept['scheme'], meaning: string): Concept => ({ code, scheme, meaning });
export const dcm = (code: string, meaning: string): Concept => concept(code, 'DCM', meaning);

const sequence = ({ code, scheme, meaning }: Concept): Item[] => [
  { CodeValue: code, CodingSchemeDesignator: scheme, CodeMeaning: meaning.slice(0, MEANING) },
];
/** LO */
const MEANING = 64;

type Relation = 'CONTAINS' | 'HAS OBS CONTEXT' | 'HAS CONCEPT MOD' | 'INFERRED FROM' | 'SELECTED FROM';

function item(relation: Relation | null, type: string, name: Concept | null, own: Item, children: Item[] = []): Item {
  return {
    ...(relation === null ? {} : { RelationshipType: relation }),
    ValueType: type,
    ...(name === null ? {} : { ConceptNameCodeSequence: sequence(name) }),
    ...own,
    ...(children.length === 0 ? {} : { ContentSequence: children }),
  };
}

export const container = (relation: Relation | null, name: Concept, children: Item[], template?: string): Item =>
  item(
    relation,
    'CONTAINER',
    name,
    {
      ContinuityOfContent: 'SEPARATE',
      ...(template === undefined ? {} : { ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: template }] }),
    },
    children,
  );

export const code = (relation: Relation, name: Concept, value: Concept): Item =>
  item(relation, 'CODE', name, { ConceptCodeSequence: sequence(value) });
export const text = (relation: Relation, name: Concept, value: string): Item =>
  item(relation, 'TEXT', name, { TextValue: value.toWellFormed().replace(CONTROLS, ' ') });
export const uidReference = (relation: Relation, name: Concept, uid: string): Item => item(relation, 'UIDREF', name, { UID: uid });
export const personName = (relation: Relation, name: Concept, person: string): Item =>
  item(relation, 'PNAME', name, { PersonName: asPersonName(person) });

export const number = (name: Concept, value: number, unit: Concept, children: Item[]): Item =>
  item(
    'CONTAINS',
    'NUM',
    name,
    { MeasuredValueSequence: [{ MeasurementUnitsCodeSequence: sequence(unit), NumericValue: decimal(value) }] },
    children,
  );

/** `frame`: null for an image of one frame. */
export const image = (relation: Relation, sopClassUid: string, sopInstanceUid: string, frame: number | null): Item =>
  item(relation, 'IMAGE', null, {
    ReferencedSOPSequence: [
      {
        ReferencedSOPClassUID: sopClassUid,
        ReferencedSOPInstanceUID: sopInstanceUid,
        ...(frame === null ? {} : { ReferencedFrameNumber: String(frame) }),
      },
    ],
  });

/** In pixels of an image (PS3.3 §C.18.6): (0,0) is the outer corner of the first pixel. */
export const coordinates = (relation: Relation, name: Concept, type: string, pixels: readonly number[], of: Item): Item =>
  item(relation, 'SCOORD', name, { GraphicType: type, GraphicData: [...pixels] }, [of]);

/** In the patient, mm (PS3.3 §C.18.9). */
export const coordinates3d = (
  relation: Relation,
  name: Concept,
  type: string,
  points: readonly number[],
  frameOfReferenceUid: string,
): Item =>
  item(relation, 'SCOORD3D', name, { GraphicType: type, GraphicData: [...points], ReferencedFrameOfReferenceUID: frameOfReferenceUid });

/** Language and the person who speaks (PS3.16 TID 1204, TID 1002). */
export const observer = (person: ConsultRecord['signedBy']): Item[] => [
  code('HAS OBS CONTEXT', dcm('121005', 'Observer Type'), dcm('121006', 'Person')),
  personName('HAS OBS CONTEXT', dcm('121008', 'Person Observer Name'), person.name),
  ...(person.site === '' ? [] : [text('HAS OBS CONTEXT', dcm('121009', "Person Observer's Organization Name"), person.site)]),
];
export const english = (): Item =>
  code('HAS CONCEPT MOD', dcm('121049', 'Language of Content Item and Descendants'), concept('en', 'RFC5646', 'English'));

/** All but the ends of lines. */
const CONTROLS = /(?![\r\n])\p{Cc}/gu;

/** PN: a name as people are shown it, in one component; its delimiters are not data of ours. */
export const asPersonName = (name: string): string =>
  name
    .toWellFormed()
    .replace(CONTROLS, ' ')
    .replace(/[\\^=\r\n]/g, ' ')
    .slice(0, MEANING);

/** DS: at most 16 characters. */
function decimal(value: number): string {
  const short = String(value);
  return short.length <= 16 ? short : Number(value.toPrecision(10)).toString();
}
