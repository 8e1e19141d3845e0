import { describe, expect, it } from 'vitest';
import { LINES, MARKS, type Mark, NOTES } from '#shared/protocol/marks.ts';
import { MalformedError } from './reader.ts';
import { ADA, BEN, Bench, lineBy, one } from './testing/bench.ts';
import { lengthBy } from './testing/people.ts';
import { Writer } from './testing/writer.ts';

describe('[CO7] every value fits its schema before anyone sees it', () => {
  it.each([
    ['a mark of somebody else', (m: Mark) => ({ ...m, by: 'ben' })],
    ['a mark kept under another uid', (m: Mark) => ({ ...m, uid: 'mark-other-1' })],
    ['one point too few', (m: Mark) => ({ ...m, points: [[0, 0, 0]] })],
    [
      'a point beyond ten metres',
      (m: Mark) => ({
        ...m,
        points: [
          [0, 0, 0],
          [10_001, 0, 0],
        ],
      }),
    ],
    ['a field that is not known', (m: Mark) => ({ ...m, url: 'http://elsewhere' })],
    ['a tool that is not known', (m: Mark) => ({ ...m, tool: 'Laser' })],
    ['text beyond its length', (m: Mark) => ({ ...m, text: 'x'.repeat(501) })],
    ['null', () => null],
  ])('[CO7] refuses %s', (_name, spoil) => {
    const bench = new Bench();
    const mark = lengthBy('ada');
    const update = one(ADA, new Writer().json(MARKS, mark.uid, spoil(mark)));
    expect(bench.judge(update, bench.author('ada'))).toEqual({ kind: 'refuse', reason: 'schema' });
  });

  it('[CO7] refuses unknown roots, reserved keys, and values where they do not belong', () => {
    const bench = new Bench();
    const ada = bench.author('ada');
    for (const struct of [
      new Writer().json('other', 'mark-1234', lengthBy('ada')),
      new Writer().json(MARKS, '__proto__', lengthBy('ada', { uid: '__proto__' })),
      new Writer().json(MARKS, 'toString', lengthBy('ada', { uid: 'toString' })),
      new Writer().json(MARKS, null, lengthBy('ada')),
      new Writer().json(LINES, 'mark-1234', lineBy('ada')),
      new Writer().json(NOTES, null, 'text'),
      new Writer().text(LINES, 'text'),
    ]) {
      expect(bench.judge(one(ADA, struct), ada)).toEqual({ kind: 'refuse', reason: 'schema' });
    }
  });

  it('[CO7] lines are only ever added, at the end, each by its author', () => {
    const bench = new Bench();
    const ada = bench.author('ada');
    bench.accept(
      bench.change(ADA, (doc) => doc.getArray(LINES).push([lineBy('ada')])),
      ada,
    );
    expect(
      bench.judge(
        bench.change(ADA, (doc) => doc.getArray(LINES).insert(0, [lineBy('ada')])),
        ada,
      ),
    ).toEqual({ kind: 'refuse', reason: 'schema' });
    expect(
      bench.judge(
        bench.change(ADA, (doc) => doc.getArray(LINES).delete(0)),
        ada,
      ),
    ).toEqual({ kind: 'refuse', reason: 'not-own' });
    expect(
      bench.judge(
        bench.change(BEN, (doc) => doc.getArray(LINES).push([lineBy('ada')])),
        bench.author('ben'),
      ),
    ).toEqual({ kind: 'refuse', reason: 'schema' });
    bench.accept(
      bench.change(BEN, (doc) => doc.getArray(LINES).push([lineBy('ben')])),
      bench.author('ben'),
    );
  });

  it('[CO7] notes take plain text from all who may write; one deletes only what one wrote', () => {
    const bench = new Bench();
    bench.accept(
      bench.change(ADA, (doc) => doc.getText(NOTES).insert(0, 'onset 😀 08:10')),
      bench.author('ada'),
    );
    bench.accept(
      bench.change(BEN, (doc) => doc.getText(NOTES).insert(5, '!')),
      bench.author('ben'),
    );
    expect(
      bench.judge(
        bench.change(BEN, (doc) => doc.getText(NOTES).delete(0, 3)),
        bench.author('ben'),
      ),
    ).toEqual({ kind: 'refuse', reason: 'not-own' });
    expect(() =>
      bench.judge(
        bench.change(BEN, (doc) => doc.getText(NOTES).format(0, 3, { bold: true })),
        bench.author('ben'),
      ),
    ).toThrow(MalformedError);
    bench.accept(
      bench.change(BEN, (doc) => doc.getText(NOTES).delete(5, 1)),
      bench.author('ben'),
    );
    // Between the two halves of the emoji: both would turn into U+FFFD.
    expect(
      bench.judge(
        bench.change(BEN, (doc) => doc.getText(NOTES).insert(7, 'x')),
        bench.author('ben'),
      ),
    ).toEqual({ kind: 'refuse', reason: 'schema' });
  });

  it('[CO7] somebody who may not write writes nothing', () => {
    const bench = new Bench();
    const reader = bench.author('ada', { write: false });
    expect(
      bench.judge(
        bench.change(ADA, (doc) => doc.getText(NOTES).insert(0, 'x')),
        reader,
      ),
    ).toEqual({ kind: 'refuse', reason: 'role' });
  });
});
