import type { Flaw, Refusal } from '#shared/imaging/geometry.ts';

/** Why planes cannot be reformatted, for a physician. */
export function refusalWords(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'too-few': {
      return `only ${refusal.slices} slices`;
    }
    case 'not-described': {
      return 'the slices do not say how they were made';
    }
    case 'no-spacing': {
      return 'the slices do not say how large they are';
    }
    case 'no-position': {
      return 'the slices do not say where in the patient they are';
    }
    case 'no-frame-of-reference': {
      return 'the slices do not say to which space they belong';
    }
    case 'mixed': {
      return MIXED[refusal.what];
    }
    case 'colour': {
      return 'the slices are in colour';
    }
    case 'duplicate': {
      return `two slices lie at the same place (after slice ${refusal.number})`;
    }
    case 'missing': {
      return `slices are missing after slice ${refusal.after} (${refusal.gap.toFixed(1)} mm without a picture)`;
    }
  }
}

const MIXED: Record<Extract<Refusal, { kind: 'mixed' }>['what'], string> = {
  matrix: 'the slices differ in size',
  spacing: 'the slices differ in scale',
  orientation: 'the slices are not parallel',
  'frame-of-reference': 'the slices belong to different spaces',
  values: 'the slices differ in what their values mean',
};

/** What resampling has put right. */
export function flawWords(flaws: readonly Flaw[]): string {
  const parts = flaws.map((flaw) =>
    flaw.kind === 'tilted' ? `tilt ${flaw.degrees.toFixed(1)}°` : `gaps ${flaw.least.toFixed(1)} to ${flaw.greatest.toFixed(1)} mm`,
  );
  return `resampled: ${parts.join(', ')}`;
}
