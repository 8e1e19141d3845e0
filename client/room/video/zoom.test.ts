import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CameraControl } from '#shared/protocol/media.ts';
import { dragged, MOST, type Nudge, nudge, PRESETS, pinched, share, tidy, transformOf, WHOLE } from './zoom.ts';

const view = fc
  .record({
    scale: fc.double({ min: 1, max: MOST, noNaN: true }),
    x: fc.double({ min: -1, max: 1, noNaN: true }),
    y: fc.double({ min: -1, max: 1, noNaN: true }),
  })
  .map(tidy);
const way = fc.constantFrom<Nudge>('nearer', 'wider', 'left', 'right', 'up', 'down');
const control = fc.option(
  fc.record({
    zoom: fc.option(fc.record({ min: fc.constant(1), max: fc.double({ min: 1.1, max: 16, noNaN: true }) })),
    pan: fc.boolean(),
    tilt: fc.boolean(),
    torch: fc.boolean(),
  }),
);

describe('examining from afar', () => {
  test('[MD74] what lies between two fingers stays between them, until an edge of the picture is reached', () => {
    const point = fc.record({ x: fc.double({ min: -0.5, max: 0.5, noNaN: true }), y: fc.double({ min: -0.5, max: 0.5, noNaN: true }) });
    fc.assert(
      fc.property(view, fc.double({ min: 0.3, max: 3, noNaN: true }), point, point, (start, factor, from, to) => {
        const end = pinched(start, factor, from, to);
        expect(end.scale).toBeGreaterThanOrEqual(1);
        expect(end.scale).toBeLessThanOrEqual(MOST);
        for (const axis of ['x', 'y'] as const) {
          const shown = (at: number, { scale, [axis]: off }: typeof start) => (at + (off * (scale - 1)) / 2) / scale;
          if (end.scale > 1 && Math.abs(end[axis]) < 1) expect(shown(to[axis], end)).toBeCloseTo(shown(from[axis], start), 6);
          expect(Math.abs(end[axis])).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('[MD56] whatever is tapped or dragged, the picture never leaves its box', () => {
    fc.assert(
      fc.property(
        view,
        fc.array(fc.oneof(way, fc.tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: -2, max: 2, noNaN: true })))),
        (start, acts) => {
          const end = acts.reduce((now, act) => (Array.isArray(act) ? dragged(now, act[0], act[1]) : nudge(now, act)), start);
          expect(end.scale).toBeGreaterThanOrEqual(1);
          expect(end.scale).toBeLessThanOrEqual(MOST);
          expect(Math.max(Math.abs(end.x), Math.abs(end.y))).toBeLessThanOrEqual(1);
          if (end.scale === 1) expect(end).toEqual(WHOLE);
        },
      ),
    );
  });

  test('[MD56] camera and screen together enlarge as much as was asked; the camera is asked only for what it can do', () => {
    fc.assert(
      fc.property(view, control, (asked, can: CameraControl | null) => {
        const { move, digital } = share(asked, can);
        const total = (move?.zoom ?? 1) * digital.scale;
        expect(Math.abs(total - asked.scale)).toBeLessThan(asked.scale * 0.06);
        if (move?.zoom !== undefined) expect(move.zoom).toBeLessThanOrEqual(can!.zoom!.max);
        expect(move?.pan !== undefined).toBe(can?.pan === true);
        expect(move?.tilt !== undefined).toBe(can?.tilt === true);
      }),
    );
  });

  test('[MD56] every part has a view to begin with; nearer and wider undo each other', () => {
    expect(Object.keys(PRESETS)).toEqual(['whole', 'face', 'pupils', 'arms', 'legs']);
    for (const preset of Object.values(PRESETS)) expect(tidy(preset)).toEqual(preset);
    expect(nudge(nudge(PRESETS.face, 'nearer'), 'wider')).toEqual(PRESETS.face);
    expect(transformOf(WHOLE)).toBe('none');
    expect(transformOf({ scale: 2, x: 1, y: -1 })).toBe('scale(2) translate(-25%, 25%)');
  });
});
