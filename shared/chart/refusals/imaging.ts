import type { Refusals } from './refusal.ts';

export const imagingRefusals: Refusals = {};
