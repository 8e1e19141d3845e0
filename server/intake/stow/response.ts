import { INTAKE, type IntakeCode } from '#shared/protocol/intake.ts';
import type { DicomJson } from '../types.ts';

/** What became of one part. */
export interface PartResult {
  code: IntakeCode;
  status: number;
  sopClassUid?: string | undefined;
  sopInstanceUid?: string | undefined;
  studyInstanceUid?: string | undefined;
  seriesInstanceUid?: string | undefined;
}

export interface StowAnswer {
  /** 200 all stored, 202 some stored or warnings, 409 none (PS3.18 §10.5.3.1); 503 when nothing but room was missing. */
  httpStatus: 200 | 202 | 409 | 503;
  dataset: DicomJson;
}

/** Store Instances Response Module (PS3.18 §I.2). `base` is the path of the study resources, absolute or relative. */
export function stowAnswer(results: readonly PartResult[], base: string): StowAnswer {
  const stored = results.filter((result) => INTAKE[result.code].outcome !== 'refused');
  const refused = results.filter((result) => INTAKE[result.code].outcome === 'refused');
  const dataset: DicomJson = {};
  const studies = [...new Set(stored.map((result) => result.studyInstanceUid ?? ''))];
  if (studies.length === 1 && studies[0] !== '') dataset['00081190'] = { vr: 'UR', Value: [`${base}/${studies[0]}`] };
  if (refused.length > 0) dataset['00081198'] = { vr: 'SQ', Value: refused.map(failedItem) };
  if (stored.length > 0) dataset['00081199'] = { vr: 'SQ', Value: stored.map((result) => storedItem(result, base)) };
  const warned = stored.some((result) => result.status !== 0);
  if (stored.length === 0)
    return { httpStatus: refused.length > 0 && refused.every((result) => result.code === 'STORAGE_FULL') ? 503 : 409, dataset };
  return { httpStatus: refused.length > 0 || warned ? 202 : 200, dataset };
}

/** `application/dicom+xml` of the same (PS3.19 §A.1), for clients that ask for nothing else. */
export function toXml(dataset: DicomJson): string {
  return `<?xml version="1.0" encoding="UTF-8"?><NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM" xml:space="preserve">${attributes(dataset)}</NativeDicomModel>`;
}

function storedItem(result: PartResult, base: string): DicomJson {
  const item: DicomJson = {
    '00081150': { vr: 'UI', Value: [result.sopClassUid] },
    '00081155': { vr: 'UI', Value: [result.sopInstanceUid] },
  };
  if (result.studyInstanceUid !== undefined && result.seriesInstanceUid !== undefined) {
    const path = `${base}/${result.studyInstanceUid}/series/${result.seriesInstanceUid}/instances/${result.sopInstanceUid}`;
    item['00081190'] = { vr: 'UR', Value: [path] };
  }
  if (result.status !== 0) {
    item['00081196'] = { vr: 'US', Value: [result.status] };
    item['00000902'] = comment(result.code);
  }
  return item;
}

function failedItem(result: PartResult): DicomJson {
  const item: DicomJson = {};
  if (result.sopClassUid !== undefined) item['00081150'] = { vr: 'UI', Value: [result.sopClassUid] };
  if (result.sopInstanceUid !== undefined) item['00081155'] = { vr: 'UI', Value: [result.sopInstanceUid] };
  item['00081197'] = { vr: 'US', Value: [result.status] };
  item['00000902'] = comment(result.code);
  return item;
}

/** Error Comment: beyond the module, for the engineer who reads the answer. */
function comment(code: IntakeCode): DicomJson[string] {
  return { vr: 'LO', Value: [`${code}: ${INTAKE[code].advice}`] };
}

function attributes(dataset: DicomJson): string {
  return Object.entries(dataset)
    .map(([tag, element]) => {
      const values = (element.Value ?? []).map((value, index) =>
        element.vr === 'SQ'
          ? `<Item number="${index + 1}">${attributes(value as DicomJson)}</Item>`
          : `<Value number="${index + 1}">${escapeXml(String(value))}</Value>`,
      );
      return `<DicomAttribute tag="${tag}" vr="${element.vr}">${values.join('')}</DicomAttribute>`;
    })
    .join('');
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
