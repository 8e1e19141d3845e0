import type { FrameShape } from '../../protocol/stream.ts';

/** An axial head CT as tests invent it: brain window, 5 mm slices, pixels of 0.5 mm. */
export const CT_SHAPE: FrameShape = {
  rows: 512,
  columns: 512,
  samples: 1,
  bitsStored: 16,
  signed: true,
  photometric: 'MONOCHROME2',
  slope: 1,
  intercept: 0,
  unit: 'HU',
  windowCenter: 40,
  windowWidth: 80,
  pixelSpacing: [0.5, 0.5],
  spacingSource: 'patient',
  orientation: [1, 0, 0, 0, 1, 0],
  frameOfReferenceUid: '1.2.3.9',
  thickness: 5,
  lossyOriginal: null,
};
