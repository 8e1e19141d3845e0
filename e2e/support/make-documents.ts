import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newUid, writePart10 } from './part10.ts';

type Item = Record<string, unknown>;
const STORAGE = '1.2.840.10008.5.1.4.1.1';

/** Code of an invented scheme, for tests. */
const code = (meaning: string): Item[] => [{ CodeValue: '1', CodingSchemeDesignator: '99TEST', CodeMeaning: meaning }];
export const container = (name: string, children: Item[]): Item => ({
  RelationshipType: 'CONTAINS',
  ValueType: 'CONTAINER',
  ConceptNameCodeSequence: code(name),
  ContinuityOfContent: 'SEPARATE',
  ContentSequence: children,
});
export const words = (name: string, value: string): Item => ({
  RelationshipType: 'CONTAINS',
  ValueType: 'TEXT',
  ConceptNameCodeSequence: code(name),
  TextValue: value,
});
export const measured = (name: string, value: string, unit: string): Item => ({
  RelationshipType: 'CONTAINS',
  ValueType: 'NUM',
  ConceptNameCodeSequence: code(name),
  MeasuredValueSequence: [
    { NumericValue: value, MeasurementUnitsCodeSequence: [{ CodeValue: unit, CodingSchemeDesignator: 'UCUM', CodeMeaning: unit }] },
  ],
});

/** Objects of an invented patient that are no images, in the study of an image. */
export function makeDocuments({ study, mrn, name }: { study: string; mrn: string; name: string }) {
  const folder = mkdtempSync(join(tmpdir(), 'hyperacute-doc-'));
  const object = (sopClass: string, modality: string, rest: Item): string => {
    const instance = newUid();
    return writePart10(join(folder, `${modality}-${instance}.dcm`), {
      SpecificCharacterSet: 'ISO_IR 192',
      SOPClassUID: `${STORAGE}.${sopClass}`,
      SOPInstanceUID: instance,
      StudyDate: '20260101',
      StudyTime: '120000',
      ContentDate: '20260101',
      ContentTime: '121500',
      AccessionNumber: '',
      Modality: modality,
      Manufacturer: 'Invented',
      StudyDescription: 'INVENTED HEAD',
      PatientName: name,
      PatientID: mrn,
      PatientBirthDate: '19500101',
      PatientSex: 'F',
      StudyInstanceUID: study,
      SeriesInstanceUID: newUid(),
      StudyID: '1',
      SeriesNumber: '900',
      InstanceNumber: '1',
      ...rest,
    });
  };
  return {
    report: (title: string, content: Item[]) =>
      object('88.67', 'SR', {
        CompletionFlag: 'PARTIAL',
        VerificationFlag: 'UNVERIFIED',
        ValueType: 'CONTAINER',
        ConceptNameCodeSequence: code(title),
        ContinuityOfContent: 'SEPARATE',
        ContentSequence: content,
      }),
    presentationState: (label: string) =>
      object('11.1', 'PR', {
        ContentLabel: label,
        ContentDescription: 'Invented state',
        PresentationCreationDate: '20260101',
        PresentationCreationTime: '121600',
        ContentCreatorName: 'INVENTED^READER',
        ReferencedSeriesSequence: [
          {
            SeriesInstanceUID: newUid(),
            ReferencedImageSequence: [{ ReferencedSOPClassUID: `${STORAGE}.2`, ReferencedSOPInstanceUID: newUid() }],
          },
        ],
      }),
    pdf: (title: string, bytes: Uint8Array<ArrayBuffer>) =>
      object('104.1', 'DOC', {
        DocumentTitle: title,
        MIMETypeOfEncapsulatedDocument: 'application/pdf',
        EncapsulatedDocument: [bytes.buffer],
        EncapsulatedDocumentLength: bytes.length,
        _vrMap: { EncapsulatedDocument: 'OB' },
      }),
  };
}
