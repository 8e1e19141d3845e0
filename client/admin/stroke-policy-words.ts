import { ALTEPLASE, TENECTEPLASE } from '#shared/clinical/dosing.ts';
import type { StrokePolicy } from '#shared/clinical/policy.ts';
import { AFTER_THROMBOLYSIS } from '#shared/clinical/pressure.ts';

type Chosen = 'thrombolytic' | 'tenecteplaseRule' | 'pressureAfter' | 'monitoringAnchor';

/** What a site chooses, in words, and what the sources say of it. */
export const CHOICES: { [K in Chosen]: { label: string; options: Record<StrokePolicy[K], string>; source: string } } = {
  thrombolytic: {
    label: 'Thrombolytic',
    options: { tenecteplase: 'tenecteplase', alteplase: 'alteplase' },
    source: `Both are in use. Alteplase: ${ALTEPLASE.source.text}.`,
  },
  tenecteplaseRule: {
    label: 'Dose of tenecteplase',
    options: { bands: 'by weight band', linear: '0.25 mg for each kg' },
    source: `Bands: ${TENECTEPLASE.bandSource.text}. Linear: ${TENECTEPLASE.linearSource.text}.`,
  },
  pressureAfter: {
    label: 'Blood pressure after the drug',
    options: {
      below: `below ${AFTER_THROMBOLYSIS.systolic}/${AFTER_THROMBOLYSIS.diastolic}`,
      'at-or-below': `${AFTER_THROMBOLYSIS.systolic}/${AFTER_THROMBOLYSIS.diastolic} or below`,
    },
    source: `Editions differ in the limit itself: ${AFTER_THROMBOLYSIS.source.text}.`,
  },
  monitoringAnchor: {
    label: 'Checks count from',
    options: { 'start-of-drug': 'the start of the drug', 'end-of-infusion': 'the end of the infusion' },
    source: 'The schedule (AHA Table 12) does not say from when it counts.',
  },
};

export type Minutes = 'weightValidMinutes' | 'pressureValidMinutes';
export const MINUTES: Record<Minutes, { label: string; max: number }> = {
  weightValidMinutes: { label: 'A weight is good for', max: 1440 },
  pressureValidMinutes: { label: 'A blood pressure is good for', max: 120 },
};

export const CAPABILITIES = {
  thrombectomy: 'thrombectomy',
  neurosurgery: 'neurosurgery',
  'stroke-unit': 'stroke unit',
  'neuro-icu': 'neuro ICU',
};
export const MODES = { road: 'road', helicopter: 'helicopter', plane: 'plane' };
