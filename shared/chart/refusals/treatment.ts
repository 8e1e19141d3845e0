import type { Refusals } from './refusal.ts';

export const treatmentRefusals: Refusals = {};
