import { cleanup, render, screen, within } from '@solidjs/testing-library';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { ASPECTS_REGIONS, PC_ASPECTS_REGIONS } from '#shared/clinical/imaging-scores.ts';
import { FakeViewer } from '../../collab/testing/fake-viewer.ts';
import { fakeChart } from '../testing/fake-chart.ts';
import { ASPECTS_MAPS, MIDDLE, WIDTH } from './aspects-shapes.ts';
import { PC_ASPECTS_MAPS } from './pc-aspects-shapes.ts';
import { ScoresPanel } from './scores-panel.tsx';

afterEach(cleanup);

/** Least width and height of a region, units: 44 px on a panel of 300. */
const LEAST = 50;
/** Corners and control points of a path, which its curves do not leave. */
const pointsOf = (path: string) => [...path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);

describe('[CH40] the schemes', () => {
  it('[CH40] have each region once on each side, under a finger, on its own half of the brain', () => {
    const ganglionic = ASPECTS_MAPS.ganglionic.shapes.map(({ id }) => id);
    const supra = ASPECTS_MAPS.supraganglionic.shapes.map(({ id }) => id);
    const at = (level: string) => ASPECTS_REGIONS.filter((region) => region.level === level).map(({ id }) => id);
    expect([ganglionic.toSorted(), supra.toSorted()]).toEqual([at('ganglionic').toSorted(), at('supraganglionic').toSorted()]);
    const drawn = PC_ASPECTS_MAPS.flatMap(({ shapes }) => shapes.map(({ id }) => id));
    const both = drawn.flatMap((id) => (id.startsWith('right-') ? [id, id.replace('right-', 'left-')] : [id]));
    expect(both.toSorted()).toEqual(PC_ASPECTS_REGIONS.map(({ id }) => id as string).toSorted());
    const sided = [...Object.values(ASPECTS_MAPS), ...PC_ASPECTS_MAPS].flatMap(({ shapes, height }) =>
      shapes.map((shape) => ({ ...shape, height, middle: shape.id === 'midbrain' || shape.id === 'pons' })),
    );
    for (const { id, path, height, middle } of sided) {
      const [xs, ys] = [pointsOf(path).map(([x]) => x), pointsOf(path).map(([, y]) => y)];
      const size = [Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)];
      expect([id, ...size.map((length) => length >= LEAST)]).toEqual([id, true, true]);
      expect([id, Math.max(...xs) <= (middle ? WIDTH : MIDDLE), Math.max(...ys) <= height]).toEqual([id, true, true]);
    }
  });

  it('[CH40] by keyboard: named with side and state, kept with the slice on the screen, which can be changed', async () => {
    const user = userEvent.setup();
    const fake = fakeChart('neurologist');
    const viewer = new FakeViewer();
    render(() => <ScoresPanel chart={fake.chart} viewer={() => viewer} lengths={() => []} />);
    const ganglionic = within(screen.getByRole('group', { name: 'Ganglionic level' }));
    const m2 = ganglionic.getByRole('button', { name: 'M2, left: normal' });
    m2.focus();
    await user.keyboard('{Enter}');
    expect([m2.getAttribute('aria-label'), m2.getAttribute('aria-pressed'), document.activeElement]).toEqual([
      'M2, left: ischaemic',
      'true',
      m2,
    ]);
    // Not by colour alone: the letters say how much it costs.
    expect(m2.textContent).toBe('M2−1');
    const first = viewer.view.sopInstanceUid;
    expect(fake.entered).toEqual([
      {
        kind: 'aspects',
        body: {
          side: 'left',
          affected: ['M2'],
          ganglionic: expect.objectContaining({ sopInstanceUid: first }),
          supraganglionic: null,
          saw: { affected: [], ganglionic: null, supraganglionic: null },
        },
      },
    ]);
    expect(screen.getByText('Left 9 of 10')).toBeTruthy();
    viewer.scrollTo(9);
    const second = viewer.view.sopInstanceUid;
    expect(second).not.toBe(first);
    await user.keyboard(' ');
    expect(m2.getAttribute('aria-pressed')).toBe('false');
    expect(fake.entered.at(-1)?.body).toMatchObject({ affected: [], ganglionic: { sopInstanceUid: first } });
    await user.click(screen.getByRole('button', { name: /^Ganglionic level: read on the screen’s slice/ }));
    expect(fake.entered.slice(-2).map(({ body }) => body)).toMatchObject([
      { side: 'right', ganglionic: { sopInstanceUid: second } },
      { side: 'left', ganglionic: { sopInstanceUid: second } },
    ]);
    expect(screen.queryByRole('button', { name: /^Ganglionic level: read on the screen’s slice/ })).toBeNull();
  });

  it('[CH40] midbrain and pons count for two; a slice that was linked in error is taken off', async () => {
    const user = userEvent.setup();
    const fake = fakeChart('neurologist');
    const viewer = new FakeViewer();
    render(() => <ScoresPanel chart={fake.chart} viewer={() => viewer} lengths={() => []} />);
    await user.click(screen.getByText('PC-ASPECTS'));
    await user.click(screen.getByRole('button', { name: 'Pons, 2 points: normal' }));
    await user.click(screen.getByRole('button', { name: 'Thalamus, left: normal' }));
    expect(screen.getByText('7 / 10')).toBeTruthy();
    expect(fake.entered.at(-1)?.body).toMatchObject({ affected: ['pons', 'left-thalamus'], readOn: [{ frame: 1 }] });
    await user.click(screen.getByRole('button', { name: /^Not read on / }));
    expect(fake.entered.at(-1)?.body).toMatchObject({ affected: ['pons', 'left-thalamus'], readOn: [] });
  });
});
