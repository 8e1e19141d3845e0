import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HIDDEN, LINES, MARKS, type Mark, NOTES } from '#shared/protocol/marks.ts';
import { ADA, BEN, Bench, hiding, lineBy } from './testing/bench.ts';
import { lengthBy } from './testing/people.ts';

describe('[CO10] whatever is accepted, the invariants of the document hold', () => {
  it('[CO10] over random honest and dishonest changes', () => {
    const step = fc.record({
      who: fc.constantFrom('ada', 'ben'),
      client: fc.constantFrom(ADA, BEN, 31, 32),
      by: fc.constantFrom('ada', 'ben'),
      key: fc.nat(3),
      kind: fc.nat(7),
      stale: fc.boolean(),
      moderate: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const bench = new Bench();
        const empty = bench.document.encode();
        const everLines: unknown[] = [];
        for (const { who, client, by, key, kind, stale, moderate } of steps) {
          const uid = `mark-000${key}`;
          const update = bench.change(
            client,
            (doc) => {
              const marks = doc.getMap(MARKS);
              if (kind <= 2) marks.set(uid, lengthBy(by, { uid }));
              else if (kind === 3) marks.delete(uid);
              else if (kind === 4) doc.getArray(LINES).push([lineBy(by)]);
              else if (kind === 5) doc.getMap(HIDDEN).set(uid, hiding(by));
              else if (kind === 6) doc.getText(NOTES).insert(0, by);
              else if (doc.getArray(LINES).length > 0) doc.getArray(LINES).delete(0, 1);
            },
            // A stale client may try to write clocks that are taken: those are then nothing new.
            stale ? empty : bench.document.encode(),
          );
          if (update.length <= 2) continue;
          const author = bench.author(who, { moderate });
          const verdict = bench.judge(update, author);
          if (verdict.kind !== 'apply') continue;
          for (const id of verdict.binds) bench.claims.bind(id, who);
          const hiddenBefore = JSON.stringify(bench.document.doc.getMap(HIDDEN).toJSON());
          bench.document.apply(update);
          if (!moderate) expect(JSON.stringify(bench.document.doc.getMap(HIDDEN).toJSON())).toBe(hiddenBefore);
          expect(bench.document.doc.store.pendingStructs).toBeNull();
          for (const [uidNow, value] of Object.entries(bench.document.doc.getMap(MARKS).toJSON() as Record<string, Mark>)) {
            expect(bench.claims.personOf(bench.document.writerOf(MARKS, uidNow)!)).toBe(value.by);
            expect(value.uid).toBe(uidNow);
          }
          const lines = bench.document.doc.getArray(LINES).toArray();
          expect(lines.length).toBeGreaterThanOrEqual(everLines.length);
          everLines.splice(0, everLines.length, ...lines);
        }
      }),
      { numRuns: 300, seed: 20244 },
    );
  });
});
