import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrameShape } from '../protocol/stream.ts';
import { audit, type Vector3 } from './geometry.ts';
import { boxFor, resample } from './geometry-resample.ts';
import { normalOf, type PlacedFrame } from './order.ts';

const SHAPE = {
  rows: 8,
  columns: 10,
  samples: 1,
  unit: 'HU',
  photometric: 'MONOCHROME2',
  pixelSpacing: [0.5, 0.7],
  spacingSource: 'patient',
  orientation: [1, 0, 0, 0, 1, 0],
  frameOfReferenceUid: '1.2.3',
} as unknown as FrameShape;

function pile(
  depths: readonly number[],
  options: {
    shape?: Partial<FrameShape>;
    tilt?: number;
    numbers?: (i: number) => number | null;
    odd?: (i: number) => Partial<FrameShape>;
  } = {},
): PlacedFrame[] {
  const angle = ((options.tilt ?? 0) * Math.PI) / 180;
  // A gantry tilt turns the slices about the left-right axis; the table still moves along z.
  const orientation = options.tilt === undefined ? SHAPE.orientation! : ([1, 0, 0, 0, Math.cos(angle), -Math.sin(angle)] as const);
  return depths.map((z, i) => ({
    frame: {
      id: i,
      series: 's',
      sop: `${i}`,
      frame: 1,
      number: options.numbers ? options.numbers(i) : i + 1,
      position: [-3, 5, z / (options.tilt === undefined ? 1 : Math.cos(angle))],
    },
    shape: { ...SHAPE, orientation, ...options.shape, ...options.odd?.(i) } as FrameShape,
  }));
}
const even = (n: number, gap = 3) => Array.from({ length: n }, (_, i) => i * gap);
const refusal = (frames: PlacedFrame[]) => {
  const result = audit(frames);
  return result.verdict === 'refused' ? result.refusal : result.verdict;
};

describe('[VW2] audit of the geometry of a series', () => {
  it('takes an even straight pile as a box, in whatever order it came', () => {
    const result = audit(pile(even(6)).toReversed());
    expect(result).toMatchObject({ verdict: 'box', gap: 3, pile: { ids: [0, 1, 2, 3, 4, 5] } });
  });

  it('finds tilt and uneven gaps', () => {
    expect(audit(pile(even(6), { tilt: 18.5 }))).toMatchObject({
      verdict: 'resample',
      flaws: [{ kind: 'tilted', degrees: expect.closeTo(18.5, 3) }],
    });
    expect(audit(pile([0, 3, 6, 9, 12, 15, 22, 29, 36]))).toMatchObject({
      verdict: 'resample',
      flaws: [{ kind: 'uneven', least: 3, greatest: 7 }],
    });
  });

  it('refuses a hole, unless the numbers go on across it', () => {
    const depths = [0, 3, 6, 12, 15, 18];
    const numbers = (i: number) => (i < 3 ? i + 1 : i + 2);
    expect(refusal(pile(depths, { numbers }))).toEqual({ kind: 'missing', after: 3, gap: 6 });
    expect(refusal(pile(depths, { numbers: () => null }))).toEqual({ kind: 'missing', after: 3, gap: 6 });
    expect(audit(pile(depths)).verdict).toBe('resample');
  });

  it('refuses what cannot be right, and says why', () => {
    expect(refusal(pile(even(3)))).toEqual({ kind: 'too-few', slices: 3 });
    expect(refusal(pile([0, 3, 3, 6, 9]))).toEqual({ kind: 'duplicate', number: 2 });
    expect(refusal(pile(even(6), { shape: { pixelSpacing: null, spacingSource: 'none' } }))).toEqual({ kind: 'no-spacing' });
    expect(refusal(pile(even(6), { shape: { spacingSource: 'detector' } }))).toEqual({ kind: 'no-spacing' });
    expect(refusal(pile(even(6), { shape: { frameOfReferenceUid: null } }))).toEqual({ kind: 'no-frame-of-reference' });
    expect(refusal(pile(even(6), { shape: { samples: 3 } }))).toEqual({ kind: 'colour' });
    for (const [what, differs] of [
      ['matrix', { rows: 9 }],
      ['spacing', { pixelSpacing: [0.5, 0.8] }],
      ['orientation', { orientation: [0, 1, 0, 0, 0, 1] }],
      ['frame-of-reference', { frameOfReferenceUid: '9' }],
      ['values', { unit: '' }],
    ] as const) {
      expect(refusal(pile(even(6), { odd: (i) => (i === 4 ? (differs as unknown as Partial<FrameShape>) : {}) }))).toEqual({
        kind: 'mixed',
        what,
      });
    }
  });
});

describe('[VW2] resampling', () => {
  /** Values of a field at the pixels of every slice. */
  const sample = (frames: readonly PlacedFrame[], field: (p: Vector3) => number) =>
    frames.map(({ frame, shape }) => {
      const { rows, columns, orientation, pixelSpacing } = shape!;
      return Float32Array.from({ length: rows * columns }, (_, at) => {
        const [u, v] = [(at % columns) * pixelSpacing![1], Math.floor(at / columns) * pixelSpacing![0]];
        return field([0, 1, 2].map((axis) => frame.position![axis]! + orientation![axis]! * u + orientation![axis + 3]! * v) as Vector3);
      });
    });

  it('gives every voxel the value at its own millimetre, for any tilt and any gaps', () => {
    const gaps = fc.array(fc.double({ min: 1.2, max: 6, noNaN: true }), { minLength: 4, maxLength: 9 });
    const slope = fc.double({ min: -4, max: 4, noNaN: true });
    fc.assert(
      fc.property(gaps, fc.double({ min: -30, max: 30, noNaN: true }), fc.tuple(slope, slope, slope), (steps, tilt, [a, b, c]) => {
        const depths = [0];
        for (const gap of steps) depths.push(depths.at(-1)! + gap);
        const frames = pile(depths, { tilt });
        const result = audit(frames);
        if (result.verdict === 'refused') throw new Error(result.refusal.kind);
        const field = (p: Vector3) => 50 + a * p[0] + b * p[1] + c * p[2];
        const box = boxFor(result.pile);
        const [width, height, depth] = box.dimensions;
        const order = result.pile.ids.map((id) => frames[id]!);
        const out = resample(result.pile, box, sample(order, field), new Float32Array(width * height * depth), Number.NaN);
        const normal = normalOf(frames[0]!.shape!.orientation!);
        let checked = 0;
        let worst = 0;
        for (const [at, value] of out.entries()) {
          if (Number.isNaN(value)) continue;
          const [i, j, k] = [at % width, Math.floor(at / width) % height, Math.floor(at / (width * height))];
          const world = [0, 1, 2].map(
            (axis) =>
              box.origin[axis]! +
              box.direction[axis]! * i * box.spacing[0] +
              box.direction[axis + 3]! * j * box.spacing[1] +
              normal[axis]! * k * box.spacing[2],
          ) as Vector3;
          worst = Math.max(worst, Math.abs(value - field(world)));
          checked += 1;
        }
        expect(worst).toBeLessThan(0.02);
        expect(checked).toBeGreaterThan(
          0.3 * SHAPE.rows * SHAPE.columns * depth * Math.cos((tilt * Math.PI) / 180) - SHAPE.columns * depth,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('changes nothing in a pile that was a box but for one thick gap', () => {
    const frames = pile([0, 2, 4, 6, 10]);
    const result = audit(frames);
    if (result.verdict !== 'resample') throw new Error(result.verdict);
    const box = boxFor(result.pile);
    expect(box.dimensions).toEqual([10, 8, 6]);
    const slices = frames.map((_, k) => new Int16Array(80).fill(k * 10));
    const out = resample(result.pile, box, slices, new Int16Array(480), -1024);
    expect([0, 1, 2, 3, 4, 5].map((k) => out[k * 80])).toEqual([0, 10, 20, 30, 35, 40]);
  });
});
