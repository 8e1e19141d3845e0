import { z } from 'zod';
import { imageReference } from '../record.ts';

const side = z.enum(['left', 'right']);
const answer = z.enum(['yes', 'no', 'unknown']);
const millimetres = z.number().positive().max(300);

/** What was read on the images. Every "unknown" stays open. `readOn`: the frames it was read on. */
export const findings = z.strictObject({
  haemorrhage: answer,
  hypodensity: answer,
  massEffect: answer,
  occlusion: z.enum(['ica-m1', 'm2-dominant-proximal', 'm2-other', 'distal', 'basilar', 'none', 'unknown']),
  side: side.nullable(),
  /** mL; null when there is none or it is technically inadequate. */
  perfusion: z.strictObject({ coreMl: z.number().min(0).max(2000), hypoperfusedMl: z.number().min(0).max(2000) }).nullable(),
  readOn: z.array(imageReference).max(20),
});
const aspectsReading = {
  affected: z.array(z.enum(['C', 'L', 'IC', 'I', 'M1', 'M2', 'M3', 'M4', 'M5', 'M6'])).max(10),
  ganglionic: imageReference.nullable(),
  supraganglionic: imageReference.nullable(),
};
/**
 * Regions with early change on one side (`shared/clinical/imaging-scores.ts`), and the slice each level was read on. `saw`: what its maker saw
 * when changing it, so that two who read at once lose nothing of each other; without it the entry replaces everything.
 */
export const aspects = z.strictObject({ side, ...aspectsReading, saw: z.strictObject(aspectsReading).optional() });
const pcAspectsReading = {
  affected: z
    .array(
      z.enum([
        'left-thalamus',
        'right-thalamus',
        'left-occipital',
        'right-occipital',
        'left-cerebellum',
        'right-cerebellum',
        'midbrain',
        'pons',
      ]),
    )
    .max(8),
  readOn: z.array(imageReference).max(20),
};
export const pcAspects = z.strictObject({ ...pcAspectsReading, saw: z.strictObject(pcAspectsReading).optional() });
/**
 * ABC/2: A and B in mm on one slice; `areas`: of each slice as a share of the largest; `spacingMm`: between slices along the table, made
 * perpendicular by the tilt.
 */
export const haematoma = z.strictObject({
  aMm: millimetres,
  bMm: millimetres,
  areas: z.array(z.number().min(0).max(1)).min(1).max(200),
  spacingMm: z.number().positive().max(20),
  tiltDegrees: z.number().min(-45).max(45),
  irregular: z.boolean(),
  image: imageReference,
});
/** ICH score; the volume is the last haematoma's, the age the patient's. */
export const ich = z.strictObject({ gcs: z.int().min(3).max(15), intraventricular: z.boolean(), infratentorial: z.boolean() });

export const imagingStatements = { findings, aspects, 'pc-aspects': pcAspects, haematoma, ich } as const;
