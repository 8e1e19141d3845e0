import type { AspectsRegion } from '#shared/clinical/imaging-scores.ts';
import type { LevelMap } from './region-map.tsx';

/**
 * Two levels as schemes, not anatomy to scale: each region lies where it lies among its neighbours, and is at least 50 units wide and high, so
 * that a finger finds it on a panel of 300 pixels. Drawn for the left half of the picture, which is the right of the patient; the other half
 * is its mirror image about x = 170.
 */
export const WIDTH = 340;
/** The picture's midline. */
export const MIDDLE = WIDTH / 2;

/** The two levels of ASPECTS. */
export const ASPECTS_MAPS: Record<'ganglionic' | 'supraganglionic', LevelMap<AspectsRegion>> = {
  ganglionic: {
    height: 330,
    outline: 'M170,10 A168,155 0 1 0 170,320 A168,155 0 1 0 170,10 Z',
    landmarks: [
      // Frontal horn, third ventricle and thalamus of one half; the falx between them.
      'M170,70 L164,62 Q160,90 166,114 L170,114 Z',
      'M170,174 L167,178 L167,218 L170,222 Z',
      'M164,236 Q146,236 138,246 Q150,262 165,258 Z',
      'M170,14 L170,60',
      'M170,262 L170,316',
    ],
    shapes: [
      { id: 'M1', path: 'M11,114 Q34,46 112,20 L112,58 Q106,82 104,110 L54,110 Z', label: [70, 84] },
      { id: 'M2', path: 'M10,118 L50,118 Q44,165 50,212 L10,212 Q-4,165 10,118 Z', label: [28, 169] },
      { id: 'M3', path: 'M11,216 L104,220 Q106,248 112,272 L112,310 Q34,284 11,216 Z', label: [70, 250] },
      { id: 'I', path: 'M54,114 L104,114 Q98,165 104,216 L54,212 Q48,165 54,114 Z', label: [76, 169] },
      { id: 'C', path: 'M116,62 Q140,54 160,64 Q158,92 164,113 L112,112 Q108,86 116,62 Z', label: [137, 92] },
      { id: 'L', path: 'M108,116 L158,116 Q156,142 152,166 L106,168 Q103,140 108,116 Z', label: [130, 147] },
      { id: 'IC', path: 'M162,117 L167,117 L166,174 L164,232 L134,238 L112,222 L106,172 L154,170 Q160,142 162,117 Z', label: [137, 205] },
    ],
  },
  supraganglionic: {
    height: 270,
    outline: 'M170,10 A166,125 0 1 0 170,260 A166,125 0 1 0 170,10 Z',
    landmarks: ['M166,66 Q146,84 142,135 Q146,190 162,206 Q156,180 156,135 Q156,92 166,66 Z', 'M170,14 L170,60', 'M170,212 L170,256'],
    shapes: [
      { id: 'M4', path: 'M14,93 Q40,34 128,14 L126,72 L98,93 Z', label: [82, 66] },
      { id: 'M5', path: 'M12,97 L98,97 Q90,135 98,173 L12,173 Q-4,135 12,97 Z', label: [52, 139] },
      { id: 'M6', path: 'M14,177 L98,177 L126,198 L128,256 Q40,236 14,177 Z', label: [82, 212] },
    ],
  },
};
