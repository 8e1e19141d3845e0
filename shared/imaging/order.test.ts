import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrameShape } from '../protocol/stream.ts';
import { type PlacedFrame, readingOrder } from './order.ts';

const AXIAL = [1, 0, 0, 0, 1, 0] as const;
const placed = (
  id: number,
  number: number | null,
  position: [number, number, number] | null,
  orientation: readonly number[] | null = AXIAL,
  frame = 1,
): PlacedFrame => ({
  frame: { id, series: 's', sop: `s.${id}`, frame, number, position },
  shape: { orientation } as unknown as FrameShape,
});
const ids = (frames: PlacedFrame[]) => readingOrder(frames).map(({ frame }) => frame.id);

describe('[VW19] reading order', () => {
  it('goes by position from the feet to the head, whatever the numbers say', () => {
    expect(ids([placed(1, 1, [0, 0, 30]), placed(2, 2, [0, 0, 10]), placed(3, 3, [0, 0, 20])])).toEqual([2, 3, 1]);
  });

  it('goes from right to left and from front to back in the other planes', () => {
    const sagittal = [0, -1, 0, 0, 0, -1];
    expect(ids([placed(1, 1, [20, 0, 0], sagittal), placed(2, 2, [-20, 0, 0], sagittal)])).toEqual([2, 1]);
  });

  it('goes by Instance Number where a frame does not say where it is or the frames are not parallel', () => {
    expect(ids([placed(1, 3, [0, 0, 30]), placed(2, 1, null), placed(3, 2, [0, 0, 20])])).toEqual([2, 3, 1]);
    expect(ids([placed(1, 2, [0, 0, 30]), placed(2, 1, [0, 0, 40], [0, 1, 0, 0, 0, 1])])).toEqual([2, 1]);
  });

  it('goes by frame inside an instance', () => {
    expect(ids([placed(1, 1, null, null, 2), placed(2, 1, null, null, 1)])).toEqual([2, 1]);
  });

  it('is the same whatever came first', () => {
    const frames = fc.array(
      fc.record({ number: fc.option(fc.nat(20)), z: fc.option(fc.integer({ min: -5, max: 5 })) }).map(({ number, z }) => ({ number, z })),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(frames, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (specs, random) => {
        const all = specs.map(({ number, z }, id) => placed(id, number, z === null ? null : [0, 0, z]));
        const mixed = all
          .map((value) => ({ value, key: random.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ value }) => value);
        expect(ids(mixed)).toEqual(ids(all));
      }),
    );
  });
});
