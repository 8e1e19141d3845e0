import type { PcAspectsRegion } from '#shared/clinical/imaging-scores.ts';
import type { LevelMap } from './region-map.tsx';

/**
 * Three levels of the posterior circulation as schemes, as in `aspects-shapes.ts`. A region with a side is drawn for the patient's right:
 * `right-…` stands for both sides.
 */
export interface PosteriorMap extends LevelMap<PcAspectsRegion> {
  name: 'thalamus' | 'midbrain' | 'pons';
}

/** From the top of the head down. */
export const PC_ASPECTS_MAPS: readonly PosteriorMap[] = [
  {
    name: 'thalamus',
    height: 290,
    outline: 'M170,10 A166,135 0 1 0 170,280 A166,135 0 1 0 170,10 Z',
    landmarks: ['M170,74 L162,66 Q158,88 164,104 L170,104 Z', 'M170,14 L170,62', 'M170,196 L170,276'],
    shapes: [
      { id: 'right-thalamus', path: 'M164,110 Q120,104 106,140 Q104,168 132,180 Q156,182 166,170 Z', label: [138, 148] },
      { id: 'right-occipital', path: 'M164,196 L164,278 Q86,276 36,222 L66,178 Q112,204 164,196 Z', label: [112, 234] },
    ],
  },
  {
    name: 'midbrain',
    height: 150,
    outline: 'M170,8 A120,67 0 1 0 170,142 A120,67 0 1 0 170,8 Z',
    landmarks: [],
    shapes: [
      {
        id: 'midbrain',
        path: 'M170,52 Q150,26 122,34 Q108,52 118,84 Q134,112 170,112 Q206,112 222,84 Q232,52 218,34 Q190,26 170,52 Z',
        label: [170, 78],
      },
    ],
  },
  {
    name: 'pons',
    height: 220,
    outline: 'M170,8 A162,102 0 1 0 170,212 A162,102 0 1 0 170,8 Z',
    landmarks: ['M170,104 L158,114 L170,122 Z', 'M170,128 L170,206'],
    shapes: [
      { id: 'pons', path: 'M116,62 Q126,20 170,20 Q214,20 224,62 Q222,94 170,98 Q118,94 116,62 Z', label: [170, 58] },
      { id: 'right-cerebellum', path: 'M152,112 L164,128 L164,206 Q70,206 30,150 Q36,116 88,102 Q122,98 152,112 Z', label: [102, 154] },
    ],
  },
];
