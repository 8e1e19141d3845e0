import { describe, expect, it } from 'vitest';
import { byUrgency, leading } from './urgency.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 6, minute)).toISOString();
const consult = (opened: number, known: [number, number] | null = null) => ({
  openedAt: at(opened),
  lastKnownWell: known === null ? null : { from: at(known[0]), to: at(known[1]) },
  announced: null,
  patient: { name: '', mrn: '', birthDate: '', sex: '' },
});

describe('what the list is ordered by', () => {
  it('[CH78] last known well at its earliest goes before the arrival, and the longest is first', () => {
    const [fresh, old, wide, narrow] = [consult(50), consult(10), consult(40, [5, 30]), consult(20, [15, 16])];
    expect([fresh, old, wide, narrow].sort(byUrgency)).toEqual([wide, old, narrow, fresh]);
    expect(leading(wide)).toEqual({ from: at(5), what: 'since last known well' });
    expect(leading(old)).toEqual({ from: at(10), what: 'since arrival' });
  });

  it('[CH78] an announced patient has not arrived', () => {
    const announced = { ageFrom: 70, ageTo: 79, sex: '', eta: null, screen: null };
    expect(leading({ ...consult(10), announced }).what).toBe('since the announcement');
  });
});
