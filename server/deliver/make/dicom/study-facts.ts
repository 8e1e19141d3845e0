import type { InstanceDescriptor } from '../../../imaging/catalogue/describe.ts';
import type { DicomJson } from '../../../intake/types.ts';

/** One image as the archive knows it. */
export interface ImageFacts {
  sopInstanceUid: string;
  sopClassUid: string;
  seriesInstanceUid: string;
  descriptor: InstanceDescriptor;
}

/** A study of the site, as far as documents about it need it. */
export interface StudyFacts {
  studyInstanceUid: string;
  /** Data set of one of its instances: patient and study are written as the site itself wrote them. */
  sample: DicomJson;
  /** Images that are referred to, and for marks in planes of their own the series they lie in. */
  images: ReadonlyMap<string, ImageFacts>;
}

/** An image that a document refers to is not in the archive. */
export class ImageMissing extends Error {}

export function imageOf(study: StudyFacts, sopInstanceUid: string): ImageFacts {
  const image = study.images.get(sopInstanceUid);
  if (image === undefined) throw new ImageMissing();
  return image;
}
