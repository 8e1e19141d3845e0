import { read, type Source, unchecked } from './source.ts';

/** Intervals that are measured, and what they should be; a site's policy may set its own. */
export interface Target {
  id: string;
  name: string;
  minutes: number;
  source: Source;
}

export const TARGETS: readonly Target[] = [
  { id: 'door-physician', name: 'Door to physician', minutes: 10, source: read('Guideline Central 222939 Table 6') },
  { id: 'door-stroke-team', name: 'Door to stroke team', minutes: 15, source: read('Guideline Central 222939 Table 6') },
  {
    id: 'door-imaging',
    name: 'Door to imaging',
    minutes: 25,
    source: read('AHA/ASA 2026 §3.2 rec. 2: as rapidly as possible, e.g. within 25 min'),
  },
  { id: 'door-interpretation', name: 'Door to CT interpretation', minutes: 45, source: read('AHA 2013') },
  { id: 'door-cta-interpretation', name: 'Door to CTA interpretation (ideal)', minutes: 20, source: read('SNIS') },
  { id: 'door-needle', name: 'Door to needle', minutes: 60, source: read('AHA; SNIS') },
  { id: 'door-needle-ideal', name: 'Door to needle (ideal)', minutes: 30, source: read('SNIS') },
  { id: 'door-puncture', name: 'Door to puncture', minutes: 60, source: read('SNIS') },
  { id: 'picture-puncture', name: 'First picture to puncture after transfer', minutes: 90, source: read('SNIS') },
  { id: 'door-out', name: 'Door in, door out', minutes: 90, source: read('AHA maximum; Stamm, JAMA 2023;330:636') },
  { id: 'stroke-unit', name: 'Stroke unit admission', minutes: 180, source: read('Guideline Central 222939') },
];

/** Programme goals: so many of a hundred patients within so many minutes (Target: Stroke). */
export const PROGRAMME_GOALS = [
  { phase: 'II', percent: 75, minutes: 60, source: read('heart.org') },
  { phase: 'II', percent: 50, minutes: 45, source: read('heart.org') },
  { phase: 'III', percent: 85, minutes: 60, source: unchecked('Target: Stroke Phase III') },
  { phase: 'III', percent: 75, minutes: 45, source: unchecked('Target: Stroke Phase III') },
  { phase: 'III', percent: 50, minutes: 30, source: unchecked('Target: Stroke Phase III') },
] as const;
