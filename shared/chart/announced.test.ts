import { describe, expect, it } from 'vitest';
import { agreements, bandWords } from './announced.ts';

const NOW = Date.parse('2026-11-22T06:00:00Z');
const announced = { ageFrom: 70, ageTo: 79, sex: 'F', eta: null, screen: null };

describe('an announcement and a patient', () => {
  it.each([
    ['19500301', 'F', true, true],
    ['19460301', 'F', false, true],
    ['19961122', 'M', false, false],
    // The eightieth birthday is tomorrow.
    ['19461123', 'F', true, true],
    ['', '', null, null],
  ] as const)('[CH73] born %s, sex %s: age agrees %s, sex agrees %s', (birthDate, sex, age, same) => {
    expect(agreements(announced, { birthDate, sex }, NOW).map(({ agrees }) => agrees)).toEqual([age, same]);
  });

  it('[CH73] says in words what does not agree', () => {
    expect(agreements(announced, { birthDate: '19961122', sex: 'M' }, NOW).map(({ words }) => words)).toEqual([
      'age 30 does not agree, announced 70–79',
      'male does not agree, announced female',
    ]);
    expect([bandWords({ ageFrom: 0, ageTo: 17 }), bandWords({ ageFrom: 90, ageTo: 130 })]).toEqual(['under 18', '90 or over']);
  });
});
