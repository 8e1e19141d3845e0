import { describe, expect, it } from 'vitest';
import { MARKS, NOTES } from '#shared/protocol/marks.ts';
import { ownTime } from '../testing/own-time.ts';
import type { Author, Verdict } from './judge.ts';
import { UPDATE_BOUNDS } from './limits.ts';
import { ADA, BEN, Bench } from './testing/bench.ts';
import { Writer } from './testing/writer.ts';

describe('[CO9] no accepted update takes the event loop for long', () => {
  /** Judges and applies; answers how long that worked, ms. */
  function time(bench: Bench, update: Uint8Array, author: Author, expected: Verdict['kind']): number {
    const took = ownTime();
    const verdict = bench.judge(update, author);
    expect(verdict.kind).toBe(expected);
    if (verdict.kind === 'apply') bench.document.apply(update, verdict.structs);
    return took();
  }
  const section = (client: number, from: number, count: number, struct: (writer: Writer, i: number) => void): Uint8Array => {
    const writer = new Writer().uints(1).append(new Writer().section(client, from, count));
    for (let i = 0; i < count; i++) struct(writer, i);
    return writer.uints(0).bytes();
  };
  const hanging = (client: number, clock: number) => new Writer().raw([0x84]).uints(client, clock).string('a');

  it('[CO9] thousands of elements that all want one place are refused', () => {
    const bench = new Bench();
    const crowd = section(BEN, 0, UPDATE_BOUNDS.searches + 2, (writer) => writer.text(NOTES, 'a'));
    expect(time(bench, crowd, bench.author('ben'), 'refuse')).toBeLessThan(250);
  });

  it('[CO9] the dearest updates within the bounds, in the fullest document', () => {
    const bench = new Bench();
    // Versions of two marks in turns: their tombstones cannot be merged, so that a search walks half of the document.
    let written = 0;
    while (written < UPDATE_BOUNDS.documentStructs - UPDATE_BOUNDS.structs) {
      const from = written;
      const update = section(ADA, from, UPDATE_BOUNDS.structs, (writer, i) => {
        if (from + i < 2) writer.raw([0x21]).uints(1).string(MARKS).string(`mark-own-${i}`).uints(1);
        else
          writer
            .raw([0x81])
            .uints(ADA, from + i - 2)
            .uints(1);
      });
      time(bench, update, bench.author('ada'), 'apply');
      written += UPDATE_BOUNDS.structs;
    }
    expect(
      time(
        new Bench(),
        section(BEN, 0, UPDATE_BOUNDS.structs, (writer, i) => (i === 0 ? writer.text(NOTES, 'a') : writer.append(hanging(BEN, i - 1)))),
        bench.author('ben'),
        'apply',
      ),
    ).toBeLessThan(400);
    const dearest = section(ADA, written, UPDATE_BOUNDS.searches, (writer) =>
      writer.raw([0x21]).uints(1).string(MARKS).string('mark-own-0').uints(1),
    );
    expect(time(bench, dearest, bench.author('ada'), 'apply')).toBeLessThan(400);
  });
});
