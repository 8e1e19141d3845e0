import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Allocation, AUDIO_BPS, type BudgetInput, decideBudget, PREFETCH_LEAST_BPS, SLICE_LASTS_MS, startBudget } from './budget.ts';
import { CAMERA_COSTS, CAMERA_HEIGHTS, type Layer, layerFor, type Picture, RISE_AFTER_MS } from './layers.ts';

const anyPictures = fc
  .array(
    fc.record({
      wanted: fc.constantFrom<Layer | null>(null, 0, 1, 2),
      costs: fc
        .tuple(fc.integer({ min: 50_000, max: 300_000 }), fc.integer({ min: 1, max: 900_000 }), fc.integer({ min: 1, max: 3_000_000 }))
        .map(([low, more, most]) => [low, low + more, low + more + most] as const),
    }),
    { maxLength: 5 },
  )
  .map((list) => list.map((one, i): Picture => ({ ...one, id: `p${i}`, exam: i === 0 })));
const anyInput: fc.Arbitrary<BudgetInput> = fc.record({
  now: fc.integer({ min: 0, max: 10_000 }),
  downlink: fc.integer({ min: 0, max: 12_000_000 }),
  voices: fc.integer({ min: 0, max: 8 }),
  sliceBytes: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 600_000 })),
  prefetchBytes: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60_000_000 })),
  pictures: anyPictures,
});
const history = fc.array(anyInput, { minLength: 1, maxLength: 12 });

/** Decides for one input after another; gives the last allocation. */
function run(inputs: readonly BudgetInput[]): Allocation {
  let state = startBudget();
  let last: Allocation | undefined;
  inputs.forEach((input, i) => {
    const decided = decideBudget(state, { ...input, now: i * 500 });
    state = decided.state;
    last = decided.allocation;
  });
  return last!;
}
const spent = ({ given }: Allocation) => given.audio + given.slice + given.exam + given.prefetch + given.others;
const one = (changes: Partial<BudgetInput> = {}): BudgetInput => ({
  now: 0,
  downlink: 5_000_000,
  voices: 2,
  sliceBytes: 0,
  prefetchBytes: 0,
  pictures: [
    { id: 'bedside', exam: true, wanted: 2, costs: CAMERA_COSTS },
    { id: 'fellow', exam: false, wanted: 0, costs: CAMERA_COSTS },
  ],
  ...changes,
});

describe('one link, one budget', () => {
  test('[MD40] audio is never cut, and nothing beyond the link is given unless audio alone is beyond it', () => {
    fc.assert(
      fc.property(history, (inputs) => {
        const last = inputs.at(-1)!;
        const allocation = run(inputs);
        expect(allocation.given.audio).toBe(last.voices * AUDIO_BPS);
        expect(spent(allocation)).toBeLessThanOrEqual(Math.max(last.downlink, allocation.given.audio) + 1e-6);
        if (allocation.given.audio >= last.downlink)
          expect([...allocation.layers.values()].every((layer) => layer === null) && allocation.given.slice === 0).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test('[MD42] earlier in the order is served first: taking away everything later changes nothing for what comes before', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const whole = run([input]);
        const examOnly = run([{ ...input, prefetchBytes: 0, pictures: input.pictures.filter(({ exam }) => exam) }]);
        const sliceOnly = run([{ ...input, prefetchBytes: 0, pictures: [] }]);
        expect(whole.given.slice).toBe(sliceOnly.given.slice);
        expect(whole.given.exam).toBe(examOnly.given.exam);
        expect(whole.given.prefetch).toBe(run([{ ...input, pictures: input.pictures.filter(({ exam }) => exam) }]).given.prefetch);
      }),
      { numRuns: 1_000 },
    );
  });

  test('[MD42] a slice that is looked at is not kept waiting by any picture', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { given } = run([input]);
        const wanted = input.sliceBytes * 8;
        if (given.slice < wanted) expect([given.exam, given.prefetch, given.others]).toEqual([0, 0, 0]);
      }),
      { numRuns: 1_000 },
    );
  });

  test('[MD43] more bandwidth never gives less, compared in the order', () => {
    fc.assert(
      fc.property(anyInput, fc.integer({ min: 0, max: 4_000_000 }), (input, more) => {
        const ranked = ({ given }: Allocation) => [given.slice, given.exam, given.prefetch, given.others];
        const before = ranked(run([input]));
        const after = ranked(run([{ ...input, downlink: input.downlink + more }]));
        const differs = before.findIndex((value, i) => Math.abs(value - after[i]!) > 1e-6);
        if (differs >= 0) expect(after[differs]).toBeGreaterThan(before[differs]!);
      }),
      { numRuns: 1_000 },
    );
  });

  test('[MD44] noise of 10 % round any bandwidth does not make a picture flap', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100_000, max: 8_000_000 }),
        fc.array(fc.double({ min: 0.9, max: 1.1, noNaN: true }), { minLength: 120, maxLength: 120 }),
        anyPictures.filter((pictures) => pictures.length > 0),
        (bandwidth, noise, pictures) => {
          let state = startBudget();
          const changes = new Map<string, { up: number; down: number; layer: Layer | null }>();
          noise.forEach((factor, i) => {
            const input = one({ now: i * 250, downlink: bandwidth * factor, voices: 0, pictures: pictures.slice(0, 1) });
            const decided = decideBudget(state, input);
            state = decided.state;
            for (const [id, layer] of decided.allocation.layers) {
              const before = changes.get(id) ?? { up: 0, down: 0, layer };
              const step = (layer ?? -1) - (before.layer ?? -1);
              changes.set(id, { layer, up: before.up + Number(step > 0), down: before.down + Number(step < 0) });
            }
          });
          // At most it finds its place: one way down through the layers, one way up.
          for (const { up, down } of changes.values()) expect(up * down === 0 && up + down <= 3).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('[MD44] a picture goes down at once and comes back after two quiet seconds', () => {
    let state = startBudget();
    const at = (now: number, downlink: number) => {
      const decided = decideBudget(state, one({ now, downlink }));
      state = decided.state;
      return decided.allocation.layers.get('bedside');
    };
    expect(at(0, 5_000_000)).toBe(2);
    expect(at(250, 700_000)).toBe(1);
    expect(at(500, 5_000_000)).toBe(1);
    expect(at(499 + RISE_AFTER_MS, 5_000_000)).toBe(1);
    expect(at(500 + RISE_AFTER_MS, 5_000_000)).toBe(2);
  });

  test('[MD90] a slice that is soon through leaves no trace: layers and prefetch are what they would be without it', () => {
    const bursts = fc.array(
      fc.record({ quiet: fc.integer({ min: 1, max: 8 }), loading: fc.integer({ min: 1, max: SLICE_LASTS_MS / 250 }) }),
      {
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(bursts, fc.array(anyInput, { minLength: 20, maxLength: 100 }), (list, inputs) => {
        const loads = list.flatMap(({ quiet, loading }) => [...Array(quiet).fill(false), ...Array(loading).fill(true)] as boolean[]);
        let [plain, jumping] = [startBudget(), startBudget()];
        inputs.forEach((input, i) => {
          const at = { ...input, now: i * 250, sliceBytes: 0, pictures: inputs[0]!.pictures };
          const without = decideBudget(plain, at);
          const jumps = decideBudget(jumping, { ...at, sliceBytes: loads[i] === true ? 160_000 : 0 });
          expect(jumps.allocation.layers).toEqual(without.allocation.layers);
          expect(jumps.allocation.prefetch).toBe(without.allocation.prefetch);
          [plain, jumping] = [without.state, jumps.state];
        });
      }),
      { numRuns: 300 },
    );
  });

  test('[MD90] pictures give way to a slice where both do not fit side by side, and not on a wide link', () => {
    const yields = (changes: Partial<BudgetInput>) => run([one({ prefetchBytes: 40_000_000, ...changes })]).yields;
    expect([1_000_000, 2_000_000, 5_000_000].map((downlink) => yields({ downlink }))).toEqual([true, true, true]);
    expect(yields({ downlink: 20_000_000 })).toBe(false);
    // Nothing is left to load, or no picture is shown.
    expect(yields({ downlink: 2_000_000, prefetchBytes: 0 })).toBe(false);
    expect(yields({ downlink: 2_000_000, pictures: [] })).toBe(false);
    fc.assert(
      fc.property(anyInput, fc.integer({ min: 0, max: 20_000_000 }), (input, more) => {
        const at = (downlink: number) => run([{ ...input, downlink, prefetchBytes: 1 }]);
        // A slice gets the whole link before a picture gets anything, whatever is told of yielding.
        const { given } = at(input.downlink + more);
        if (given.exam + given.others > 0) expect(given.slice).toBeGreaterThanOrEqual((input.sliceBytes * 8) / 0.15 - 1e-6);
      }),
    );
  });

  test('[MD91] slices that come without a pause for seconds bring the pictures down to what is left beside them', () => {
    let state = startBudget();
    const at = (now: number, sliceBytes: number) => {
      const decided = decideBudget(state, one({ now, downlink: 2_400_000, prefetchBytes: 1e7, sliceBytes }));
      state = decided.state;
      return decided.allocation.layers.get('bedside');
    };
    expect(at(0, 160_000)).toBe(2);
    expect(at(SLICE_LASTS_MS - 1, 160_000)).toBe(2);
    expect(at(SLICE_LASTS_MS, 160_000)).toBe(1);
    expect(at(SLICE_LASTS_MS + 250, 0)).toBe(1);
    expect(at(SLICE_LASTS_MS + 250 + RISE_AFTER_MS, 0)).toBe(2);
  });

  test('[MD45] says why, in one of the words', () => {
    expect(run([one()]).reason).toBe('all-shown');
    expect(run([one({ downlink: 9_000_000, sliceBytes: 150_000 })]).reason).toBe('video-reduced-while-slice-loads');
    expect(run([one({ downlink: 1_000_000, sliceBytes: 200_000 })]).reason).toBe('video-paused-while-slice-loads');
    expect(run([one({ downlink: 2_000_000, prefetchBytes: 40_000_000 })]).reason).toBe('others-reduced-while-cta-loads');
    expect(run([one({ downlink: 700_000 })]).reason).toBe('video-reduced-link-narrow');
    expect(run([one({ downlink: 200_000, prefetchBytes: 1 })]).reason).toBe('video-paused-link-narrow');
    expect(run([one({ downlink: 200_000 })]).reason).toBe('sound-only');
    expect(run([one({ downlink: 1_900_000 })]).reason).toBe('others-reduced-link-narrow');
  });

  test('[MD46] prefetch is limited only where sound or pictures share the link, and never to nothing while there is room', () => {
    expect(run([one({ voices: 0, pictures: [], prefetchBytes: 1e7, downlink: 1_000_000 })]).prefetch).toBeNull();
    fc.assert(
      fc.property(anyInput, (input) => {
        const { prefetch, given } = run([{ ...input, sliceBytes: 0 }]);
        if (prefetch === null || input.prefetchBytes === 0) return;
        const room = input.downlink - given.audio - given.exam;
        expect(prefetch).toBeGreaterThanOrEqual(Math.min(room, PREFETCH_LEAST_BPS) - 1e-6);
        expect(prefetch).toBeLessThanOrEqual(Math.max(0, room - given.others) + 1e-6);
      }),
      { numRuns: 1_000 },
    );
  });

  test('[MD47] the layer follows the size a picture is shown at', () => {
    expect(layerFor(0)).toBeNull();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), (height) => {
        const layer = layerFor(height)!;
        expect(layer === 2 || CAMERA_HEIGHTS[layer] * 1.2 >= height).toBe(true);
        expect(layer === 0 || CAMERA_HEIGHTS[layer - 1]! * 1.2 < height).toBe(true);
      }),
    );
  });
});
