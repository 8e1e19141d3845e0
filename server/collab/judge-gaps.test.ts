import { describe, expect, it } from 'vitest';
import { NOTES } from '#shared/protocol/marks.ts';
import { ADA, Bench } from './testing/bench.ts';
import { Writer } from './testing/writer.ts';

describe('[CO8] what hangs on something unknown is not kept', () => {
  it('[CO8] gaps in clocks, unknown neighbours and unknown deletes', () => {
    const bench = new Bench();
    const ada = bench.author('ada');
    const late = new Writer()
      .uints(1)
      .append(new Writer().section(ADA, 7, 1).text(NOTES, 'x'))
      .uints(0)
      .bytes();
    const orphan = new Writer()
      .uints(1)
      .append(new Writer().section(ADA, 0, 1).raw([0x84]).uints(500, 1).string('x'))
      .uints(0)
      .bytes();
    const unknown = new Writer().uints(0, 1, 500, 1, 0, 3).bytes();
    for (const update of [late, orphan, unknown]) expect(bench.judge(update, ada)).toEqual({ kind: 'gap' });
  });

  it('[CO8] structs of two own clients that wait for each other are a gap, not an endless loop', () => {
    const bench = new Bench();
    bench.claims.bind(12, 'ada');
    const waits = (client: number, on: number) =>
      new Writer().section(client, 0, 2).raw([0x84]).uints(on, 1).string('x').raw([0x84]).uints(client, 0).string('y');
    expect(bench.judge(new Writer().uints(2).append(waits(ADA, 12)).append(waits(12, ADA)).uints(0).bytes(), bench.author('ada'))).toEqual({
      kind: 'gap',
    });
  });
});
