import type { TimeName } from '../protocol/chart/times.ts';

/** Names of times, on screens and in records alike. */
export const TIME_WORDS = {
  discovered: 'Discovered with symptoms',
  'symptom-onset': 'Symptom onset (witnessed)',
  bedtime: 'Went to bed',
  awoke: 'Woke up',
  arrival: 'Arrival (door)',
  physician: 'Physician at the bedside',
  alert: 'Stroke alert',
  ct: 'First CT',
  cta: 'CT angiography',
  'ct-read': 'CT read',
  neurologist: 'Neurologist in the room',
  decision: 'Decision',
  needle: 'Needle',
  'infusion-end': 'End of infusion',
  'transfer-requested': 'Transfer asked for',
  'transfer-accepted': 'Transfer accepted',
  'door-out': 'Door out',
  'hub-arrival': 'Arrival at the receiving hospital',
  groin: 'Groin puncture',
  reperfusion: 'Reperfusion',
} as const satisfies Record<TimeName, string>;
