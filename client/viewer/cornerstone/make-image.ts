import { type Types, utilities } from '@cornerstonejs/core';
import type { FrameDescriptor, FrameShape } from '#shared/protocol/stream.ts';
import type { PixelArray } from '../stream/messages.ts';
import type { LooseImage } from '../vendor-types.ts';
import { imageIdOf } from './image-ids.ts';
import { frameOfReference } from './metadata.ts';

/** Cornerstone's own words for quality. Never 0: its cache takes that for full resolution. */
export const STATUS = { empty: 1, preview: 7, full: 8 } as const;

/** Window where the file gives none: brain for HU, else the whole range of the stored values. */
export function defaultWindow(shape: FrameShape): { center: number; width: number } {
  if (shape.samples === 3) return { center: 128, width: 256 };
  if (shape.windowCenter !== null && shape.windowWidth !== null) return { center: shape.windowCenter, width: shape.windowWidth };
  if (shape.unit === 'HU') return { center: 40, width: 80 };
  const width = 2 ** shape.bitsStored * Math.abs(shape.slope);
  return { center: (shape.signed ? 0 : width / 2) + shape.intercept, width };
}

/** Cornerstone's image of a frame: right geometry from the start, pixels to be filled in. Pixels are rescaled already. */
export function makeImage(frame: FrameDescriptor, shape: FrameShape, data: PixelArray): Types.IImage {
  const { rows, columns, samples } = shape;
  const [rowSpacing, columnSpacing] = shape.pixelSpacing ?? [1, 1];
  const { center, width } = defaultWindow(shape);
  const colour = samples === 3;
  const image: LooseImage = {
    imageId: imageIdOf(frame.id),
    dataType: data.constructor.name,
    color: colour,
    rgba: false,
    numberOfComponents: samples,
    columns,
    rows,
    width: columns,
    height: rows,
    columnPixelSpacing: columnSpacing,
    rowPixelSpacing: rowSpacing,
    slope: 1,
    intercept: 0,
    invert: false,
    windowCenter: center,
    windowWidth: width,
    voiLUTFunction: undefined,
    minPixelValue: 0,
    maxPixelValue: colour ? 255 : width,
    sizeInBytes: data.byteLength,
    calibration: {},
    photometricInterpretation: colour ? 'RGB' : 'MONOCHROME2',
    FrameOfReferenceUID: frameOfReference(frame, shape),
    preScale: {
      enabled: true,
      scaled: true,
      scalingParameters: { rescaleSlope: 1, rescaleIntercept: 0, modality: shape.unit === 'HU' ? 'CT' : 'OT' },
    },
    isPreScaled: true,
    imageQualityStatus: STATUS.empty,
    getCanvas: undefined,
    voxelManager: utilities.VoxelManager.createImageVoxelManager({
      scalarData: data,
      width: columns,
      height: rows,
      numberOfComponents: samples,
    }),
  };
  image.getPixelData = () => image.voxelManager!.getScalarData();
  return image as Types.IImage;
}
