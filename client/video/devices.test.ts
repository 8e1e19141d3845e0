import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { controlOf, moveCamera, refusalOf } from './devices.ts';

/** A track with those capabilities, that keeps what it was last set to. */
function camera(capabilities: object) {
  const applied: Record<string, number | boolean>[] = [];
  const track = {
    getCapabilities: () => capabilities,
    applyConstraints: async ({ advanced }: { advanced: Record<string, number | boolean>[] }) => void applied.push(advanced[0]!),
  };
  return { track: track as unknown as MediaStreamTrack, applied };
}

describe('a camera that is moved from afar', () => {
  test('[MD52] tells only what it can do', () => {
    expect(controlOf(camera({}).track)).toBeNull();
    expect(controlOf(camera({ zoom: { min: 100, max: 100 } }).track)).toBeNull();
    expect(controlOf(camera({ zoom: { min: 100, max: 400 }, torch: true, pan: { min: 0, max: 0 } }).track)).toEqual({
      zoom: { min: 1, max: 4 },
      pan: false,
      tilt: false,
      torch: true,
    });
  });

  test('[MD52] stays within its range, whatever is asked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: -50, max: 50, noNaN: true }), fc.double({ min: -50, max: 50, noNaN: true }), async (zoom, pan) => {
        const { track, applied } = camera({ zoom: { min: 1, max: 5 }, pan: { min: -36_000, max: 72_000 } });
        await moveCamera(track, { zoom, pan, tilt: 1, torch: true });
        const [set] = applied;
        expect(Object.keys(set!).sort()).toEqual(['pan', 'zoom']);
        expect(set!['zoom']).toBeGreaterThanOrEqual(1);
        expect(set!['zoom']).toBeLessThanOrEqual(5);
        expect(Math.abs((set!['pan'] as number) - 18_000)).toBeLessThanOrEqual(54_000);
      }),
    );
  });

  test('[MD52] in the middle of -1 to 1 lies the middle of the range; a camera that cannot is left alone', async () => {
    const { track, applied } = camera({ pan: { min: -36_000, max: 72_000 } });
    await moveCamera(track, { pan: 0 });
    await moveCamera(track, { torch: true });
    expect(applied).toEqual([{ pan: 18_000 }]);
  });
});

test('[MD53] why a device cannot be had has one name a person understands', () => {
  expect(['NotAllowedError', 'NotFoundError', 'NotReadableError', 'TypeError'].map(refusalOf)).toEqual([
    'not-allowed',
    'not-found',
    'in-use',
    'failed',
  ]);
});
