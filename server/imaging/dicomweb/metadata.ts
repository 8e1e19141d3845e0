import type { DicomJson, DicomJsonElement } from '../../intake/types.ts';
import type { StoredInstance } from './instances.ts';

/** DICOM JSON of an instance for WADO-RS metadata: bulk values and pixel data by URI (PS3.18 §F.2.6, §10.4.1.1.4). */
export function metadataOf(instance: StoredInstance, base: string): DicomJson {
  const root = `${base}/studies/${instance.studyUid}/series/${instance.seriesUid}/instances/${instance.sopUid}`;
  const resolve = (dataset: DicomJson): DicomJson =>
    Object.fromEntries(Object.entries(dataset).map(([tag, value]) => [tag, withUris(value)]));
  const withUris = (element: DicomJsonElement): DicomJsonElement => {
    if (element.BulkDataURI !== undefined)
      return { ...element, BulkDataURI: `${root}/bulkdata/${encodeURIComponent(element.BulkDataURI)}` };
    if (element.vr !== 'SQ' || element.Value === undefined) return element;
    return { ...element, Value: element.Value.map((item) => resolve(item as DicomJson)) };
  };
  const resolved = resolve(instance.dataset);
  resolved['00083002'] = { vr: 'UI', Value: [instance.transferSyntax] };
  if (instance.frames > 0)
    resolved['7FE00010'] = {
      vr: instance.layout.pixels.kind === 'native' ? instance.layout.pixels.vr : 'OB',
      BulkDataURI: `${root}/frames`,
    };
  return resolved;
}
