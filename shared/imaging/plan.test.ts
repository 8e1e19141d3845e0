import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FocusView, SeriesRole } from '../protocol/stream.ts';
import { type PlanFrame, type PlanSeries, plan, type Task } from './plan.ts';

const roles: SeriesRole[] = ['ncct-thick', 'ncct-thin', 'cta', 'perfusion-summary', 'perfusion', 'mr', 'other-image', 'scout', 'dose'];

const anySeries = fc
  .array(
    fc.record({
      role: fc.constantFrom(...roles),
      prior: fc.boolean(),
      count: fc.integer({ min: 0, max: 12 }),
      geometry: fc.boolean(),
      sent: fc.array(fc.integer({ min: 0, max: 110 }), { minLength: 12, maxLength: 12 }),
    }),
    { maxLength: 6 },
  )
  .map((specs) => {
    let id = 1;
    return specs.map(({ role, prior, count, geometry, sent }, s): PlanSeries => {
      const frames = Array.from(
        { length: count },
        (_, i): PlanFrame => ({ id: id++, previewBytes: 10, totalBytes: 100, sent: Math.min(sent[i]!, 100) }),
      );
      return { uid: `1.${s}`, role, prior, frames, heights: geometry ? frames.map((_, i) => i * 5) : null };
    });
  });
const withFocus = anySeries.chain((series) => {
  const all = series.flatMap((one) => one.frames.map((frame) => ({ series: one.uid, id: frame.id })));
  const view: fc.Arbitrary<FocusView[]> =
    all.length === 0
      ? fc.constant([])
      : fc.array(
          fc
            .record({
              at: fc.constantFrom(...all),
              span: fc.integer({ min: 0, max: 3 }),
              direction: fc.constantFrom(-1 as const, 0 as const, 1 as const),
            })
            .map(({ at, ...rest }) => ({ ...at, ...rest })),
          { maxLength: 3 },
        );
  return fc.record({ series: fc.constant(series), own: view, leader: view });
});

/** Sends task by task, as the scheduler does, and says how often every byte of every frame was sent. */
function execute(tasks: Task[], series: readonly PlanSeries[]): Map<number, { sent: number; resent: boolean }> {
  const frames = new Map(series.flatMap((one) => one.frames.map((frame) => [frame.id, { sent: frame.sent, resent: false }])));
  for (const task of tasks) {
    const frame = frames.get(task.id)!;
    if (task.until <= frame.sent) frame.resent = true;
    frame.sent = task.until;
  }
  return frames;
}

describe('the prefetch plan', () => {
  test('[PL1] sends every missing byte of every frame exactly once', () => {
    fc.assert(
      fc.property(withFocus, (input) => {
        for (const frame of execute(plan(input), input.series).values()) expect(frame).toEqual({ sent: 100, resent: false });
      }),
      { numRuns: 500 },
    );
  });

  test('[PL2] what is on the own screen comes first, then what the followed leader sees', () => {
    fc.assert(
      fc.property(withFocus, (input) => {
        const tasks = plan(input);
        const missing = (views: FocusView[]) =>
          new Set(
            views
              .filter((view) => input.series.some((one) => one.frames.some((frame) => frame.id === view.id && frame.sent < 100)))
              .map((view) => view.id),
          );
        const own = missing(input.own);
        const firsts = new Set<number>();
        for (const task of tasks) {
          if (firsts.size === own.size) break;
          // Only frames within the span of a focus may stand among the focused ones.
          const nearFocus = input.own.some((view) =>
            input.series.some(
              (one) =>
                Math.abs(one.frames.findIndex((f) => f.id === task.id) - one.frames.findIndex((f) => f.id === view.id)) <= view.span &&
                one.uid === view.series &&
                one.frames.some((f) => f.id === task.id),
            ),
          );
          expect(nearFocus).toBe(true);
          if (own.has(task.id)) firsts.add(task.id);
        }
        expect(firsts.size).toBe(own.size);
      }),
      { numRuns: 500 },
    );
  });

  test('[PL3] nothing starves: priors, scouts and dose pages stand in it too, last', () => {
    const one = (uid: string, role: SeriesRole, prior: boolean, id: number): PlanSeries => ({
      uid,
      role,
      prior,
      frames: [{ id, previewBytes: 10, totalBytes: 100, sent: 0 }],
      heights: null,
    });
    const series = [
      one('p', 'ncct-thick', true, 1),
      one('d', 'dose', false, 2),
      one('s', 'scout', false, 3),
      one('c', 'cta', false, 4),
      one('n', 'ncct-thin', false, 5),
    ];
    const order = plan({ series, own: [], leader: [] })
      .filter((task) => task.level === 'lossless')
      .map((task) => task.id);
    expect(order).toEqual([5, 4, 3, 2, 1]);
  });

  test('[PL4] previews of the whole deciding series before any of its lossless rest', () => {
    const frames = Array.from({ length: 36 }, (_, i): PlanFrame => ({ id: i, previewBytes: 10, totalBytes: 100, sent: 0 }));
    const tasks = plan({
      series: [{ uid: 'n', role: 'ncct-thick', prior: false, frames, heights: frames.map((_, i) => i * 4) }],
      own: [],
      leader: [],
    });
    expect(tasks.slice(0, 36).every((task) => task.level === 'preview')).toBe(true);
    expect(tasks.slice(36).every((task) => task.level === 'lossless')).toBe(true);
  });

  test('[PL5] a head series begins at the ganglionic and supraganglionic levels, a CTA at M1 and the basilar artery', () => {
    const frames = Array.from({ length: 160 }, (_, i): PlanFrame => ({ id: i, previewBytes: 10, totalBytes: 100, sent: 0 }));
    const heights = frames.map((_, i) => i);
    const first = (role: SeriesRole) =>
      plan({ series: [{ uid: 'n', role, prior: false, frames, heights }], own: [], leader: [] })
        .slice(0, 6)
        .map((task) => 159 - heights[task.id]!);
    for (const below of first('ncct-thin')) expect(Math.min(Math.abs(below - 75), Math.abs(below - 55))).toBeLessThanOrEqual(1);
    for (const below of first('cta')) expect(Math.min(Math.abs(below - 95), Math.abs(below - 105))).toBeLessThanOrEqual(1);
  });

  test('[PL6] while scrolling, the neighbours ahead come before those behind', () => {
    const frames = Array.from({ length: 40 }, (_, i): PlanFrame => ({ id: i, previewBytes: 10, totalBytes: 100, sent: 0 }));
    const tasks = plan({
      series: [{ uid: 'n', role: 'other-image', prior: false, frames, heights: null }],
      own: [{ series: 'n', id: 20, span: 0, direction: 1 }],
      leader: [],
    });
    expect(tasks.slice(0, 8).map((task) => task.id)).toEqual([20, 20, 21, 19, 22, 18, 23, 24]);
  });

  test('[PL7] a frame that is not made yet keeps its place and costs nothing', () => {
    const frames = [1, 2, 3].map((id): PlanFrame => ({ id, previewBytes: id === 2 ? 0 : 10, totalBytes: id === 2 ? 0 : 100, sent: 0 }));
    const tasks = plan({
      series: [{ uid: 'n', role: 'ncct-thick', prior: false, frames, heights: null }],
      own: [{ series: 'n', id: 2, span: 0, direction: 0 }],
      leader: [],
    });
    expect(tasks.map((task) => task.id)).not.toContain(2);
    expect(tasks).toHaveLength(4);
  });
});
