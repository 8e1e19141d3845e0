import type { DicomJson, Inspected } from '../../intake/types.ts';
import { type Described, describe } from './describe.ts';
import { layoutOf, type ObjectLayout } from './layout.ts';
import { type PixelAttributes, pixelAttributesOf } from './pixel-attributes.ts';

type Uids = 'sopClassUid' | 'sopInstanceUid' | 'studyInstanceUid' | 'seriesInstanceUid' | 'transferSyntaxUid';

/**
 * One object as the catalogue enters it: worked out once, in the thread that inspected it. Small values and ready text, because
 * it passes between threads; the data set itself goes no further.
 */
export interface CatalogueEntry
  extends Pick<Inspected, Uids | 'sha256' | 'bytes' | 'dataSetOffset'>,
    Pick<Described, 'patient' | 'study' | 'series' | 'instanceNumber'> {
  frames: number;
  /** JSON texts of `DicomJson`, `ObjectLayout` and `InstanceDescriptor`, as they are kept. */
  metadata: string;
  layout: string;
  descriptor: string;
}

/** The same with what its codestreams are made from; null when it has no picture. */
export interface Catalogued extends CatalogueEntry {
  picture: Picture | null;
}

export interface Picture {
  layout: ObjectLayout;
  pixels: PixelAttributes;
}

export function entryOf(object: Inspected): Catalogued {
  const { patient, study, series, instanceNumber, descriptor } = describe(object);
  const layout = layoutOf(object);
  return {
    sopClassUid: object.sopClassUid,
    sopInstanceUid: object.sopInstanceUid,
    studyInstanceUid: object.studyInstanceUid,
    seriesInstanceUid: object.seriesInstanceUid,
    transferSyntaxUid: object.transferSyntaxUid,
    sha256: object.sha256,
    bytes: object.bytes,
    dataSetOffset: object.dataSetOffset,
    patient,
    study,
    series,
    instanceNumber,
    frames: descriptor.frames.length,
    metadata: JSON.stringify(object.dataset),
    layout: JSON.stringify(layout),
    descriptor: JSON.stringify(descriptor),
    picture: descriptor.frames.length === 0 ? null : { layout, pixels: pixelAttributesOf(object.dataset) },
  };
}

/** The same, read back from what is kept. */
export const pictureOf = (row: { layout: string; metadata: string }): Picture => ({
  layout: JSON.parse(row.layout) as ObjectLayout,
  pixels: pixelAttributesOf(JSON.parse(row.metadata) as DicomJson),
});
