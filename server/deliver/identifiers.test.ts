import fc from 'fast-check';
import { expect, it } from 'vitest';
import { controlIdOf, sopUidOf, uidOf } from './identifiers.ts';

it('[DV3] names a document the same every time, and no two documents alike', () => {
  const key = fc.record({ consult: fc.string(), version: fc.integer({ min: 1, max: 99 }), study: fc.string() });
  fc.assert(
    fc.property(key, key, (a, b) => {
      const names = ({ consult, version, study }: typeof a) => [
        controlIdOf(study, consult, version, 'oru'),
        controlIdOf(study, consult, version, 'mdm'),
        sopUidOf('sr', consult, version, study),
        sopUidOf('kos', consult, version, study),
      ];
      expect(names(a)).toEqual(names(a));
      const same = JSON.stringify(a) === JSON.stringify(b);
      expect(new Set([...names(a), ...names(b)]).size).toBe(same ? 4 : 8);
      for (const id of names(a).slice(0, 2)) expect(id).toMatch(/^H[0-9A-Z]{19}$/);
      for (const uid of names(a).slice(2)) expect(uid).toMatch(/^2\.25\.(0|[1-9]\d{0,38})$/);
    }),
  );
});

it('[DV3] a UID is made of all its parts, not of their text put together', () => {
  expect(uidOf('ab', 'c')).not.toBe(uidOf('a', 'bc'));
});
