import { metaData } from '@cornerstonejs/core';
import type { FrameDescriptor, FrameShape } from '#shared/protocol/stream.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { frameIdOf } from './image-ids.ts';

/** A picture without a frame of reference is a space of its own: its marks belong to this one instance. */
export const frameOfReference = (frame: FrameDescriptor, shape: FrameShape | null): string => shape?.frameOfReferenceUid ?? frame.sop;

/** Answers Cornerstone's questions about our image ids from the catalogue. Returns the way to stop. */
export function provideMetadata(catalogue: Catalogue): () => void {
  const provider = (type: string, imageId: unknown): unknown => {
    const id = typeof imageId === 'string' ? frameIdOf(imageId) : null;
    if (id === null) return undefined;
    const frame = catalogue.frame(id);
    const shape = catalogue.shape(id);
    if (!frame || !shape) return undefined;
    return modules[type]?.(frame, shape, catalogue);
  };
  metaData.addProvider(provider, 10_000);
  return () => metaData.removeProvider(provider);
}

type Module = (frame: FrameDescriptor, shape: FrameShape, catalogue: Catalogue) => unknown;

const modality = (frame: FrameDescriptor, catalogue: Catalogue): string => catalogue.series(frame.series)?.descriptor.modality ?? 'OT';

const modules: Record<string, Module> = {
  imagePlaneModule: (frame, shape) => {
    const orientation = shape.orientation ?? [1, 0, 0, 0, 1, 0];
    const [rowSpacing, columnSpacing] = shape.pixelSpacing ?? [1, 1];
    return {
      frameOfReferenceUID: frameOfReference(frame, shape),
      rows: shape.rows,
      columns: shape.columns,
      imageOrientationPatient: orientation,
      rowCosines: orientation.slice(0, 3),
      columnCosines: orientation.slice(3, 6),
      imagePositionPatient: frame.position ?? [0, 0, 0],
      sliceThickness: shape.thickness ?? undefined,
      pixelSpacing: shape.pixelSpacing ?? undefined,
      rowPixelSpacing: rowSpacing,
      columnPixelSpacing: columnSpacing,
      // With this, Cornerstone knows that the spacing is made up and counts pixels.
      usingDefaultValues: shape.pixelSpacing === null ? true : undefined,
    };
  },
  imagePixelModule: (_frame, shape) => ({
    samplesPerPixel: shape.samples,
    // MONOCHROME1 is turned round by our own panes: the values stay as they are.
    photometricInterpretation: shape.samples === 3 ? 'RGB' : 'MONOCHROME2',
    rows: shape.rows,
    columns: shape.columns,
    bitsAllocated: shape.samples === 3 ? 8 : 16,
    bitsStored: shape.samples === 3 ? 8 : 16,
    highBit: shape.samples === 3 ? 7 : 15,
    pixelRepresentation: shape.samples === 3 ? 0 : 1,
  }),
  generalSeriesModule: (frame, _shape, catalogue) => ({
    modality: modality(frame, catalogue),
    seriesInstanceUID: frame.series,
    studyInstanceUID: catalogue.series(frame.series)?.descriptor.studyInstanceUid,
  }),
  generalImageModule: (frame) => ({ sopInstanceUID: frame.sop, instanceNumber: frame.number ?? undefined }),
  sopCommonModule: (frame) => ({ sopInstanceUID: frame.sop }),
  // Pixels arrive rescaled already.
  modalityLutModule: (_frame, shape) => ({ rescaleSlope: 1, rescaleIntercept: 0, rescaleType: shape.unit }),
  voiLutModule: (_frame, shape) => ({
    windowCenter: shape.windowCenter === null ? [] : [shape.windowCenter],
    windowWidth: shape.windowWidth === null ? [] : [shape.windowWidth],
  }),
};
