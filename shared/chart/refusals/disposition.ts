import type { Refusals } from './refusal.ts';

export const dispositionRefusals: Refusals = {};
