import { cleanup, render, screen, within } from '@solidjs/testing-library';
import { userEvent } from '@testing-library/user-event';
import { createSignal } from 'solid-js';
import { afterEach, describe, expect, it } from 'vitest';
import type { RosterEntry } from '#shared/protocol/events.ts';
import { drawnLength, FakeViewer } from '../../collab/testing/fake-viewer.ts';
import { createTogether, type Together } from './create-together.ts';
import { FollowBanner, LookHereButton } from './follow-banner.tsx';
import { tell } from './save-state.tsx';
import { TogetherPanel } from './together.tsx';
import { WhoIsHere } from './who-is-here.tsx';

afterEach(cleanup);

/** A line that never comes up: the panels must work without one. */
class NoSocket {
  static readonly OPEN = 1;
  readonly OPEN = 1;
  readonly readyState = 0;
  send(): void {}
  close(): void {}
}

const person = (over: Partial<RosterEntry>): RosterEntry => ({
  personId: 'ada',
  name: 'Dr Ada Neuro',
  role: 'neurologist',
  site: 'Metro',
  hue: 0,
  clientIds: [],
  moderator: false,
  writer: true,
  ...over,
});
const ADA = person({});
const ED = person({ personId: 'ed', name: 'Dr Ed Riverside', role: 'emergency-physician', hue: 1 });

function open(
  me: RosterEntry = ADA,
  people: RosterEntry[] = [ADA, ED],
): { viewer: FakeViewer; together: Together; setPeople: (people: RosterEntry[]) => void } {
  const viewer = new FakeViewer();
  const [roster, setPeople] = createSignal(people);
  let together!: Together;
  render(() => {
    together = createTogether({
      consultId: 'c',
      me: { personId: me.personId },
      people: roster,
      viewer: () => viewer,
      clockOffset: () => 0,
      url: 'ws://127.0.0.1:9/collab',
      WebSocketPolyfill: NoSocket as unknown as typeof WebSocket,
    });
    return (
      <>
        <WhoIsHere together={together} />
        <FollowBanner together={together} />
        <LookHereButton together={together} />
        <TogetherPanel together={together} />
      </>
    );
  });
  return { viewer, together, setPeople };
}

describe('[CO36] the panels of reading together', () => {
  it('[CO36] list every mark with author, value and slice; one tap goes there; the author erases it', async () => {
    const user = userEvent.setup();
    const { viewer } = open();
    expect(screen.getByText(/Nothing is marked yet/)).toBeDefined();
    const drawn = drawnLength();
    viewer.emit('drawn', drawn);
    const entry = document.querySelector(`[data-annotation-id="${drawn.uid}"]`)!;
    expect(entry.getAttribute('data-author')).toBe('ada');
    expect(entry.textContent).toContain('its slice is not here yet');
    viewer.emit('measured', { uid: drawn.uid, value: null });
    expect(entry.textContent).toContain('waiting for the full picture');
    viewer.emit('measured', { uid: drawn.uid, value: '12.3 mm' });
    expect(entry.querySelector('[data-value]')?.textContent).toBe('12.3 mm');
    expect(entry.textContent).toContain('Dr Ada Neuro, Slice 14 of 32');
    await user.click(screen.getByRole('button', { name: 'Show Length of Dr Ada Neuro: 12.3 mm' }));
    expect(viewer.jumps).toEqual([drawn.uid]);
    await user.click(screen.getByRole('button', { name: 'Erase Length' }));
    expect(document.querySelector('[data-annotation-id]')).toBeNull();
    expect(viewer.marks.size).toBe(0);
  });

  it('[CO36] say lines, typed or ready, as text and nothing else', async () => {
    const user = userEvent.setup();
    open();
    await user.type(screen.getByRole('textbox', { name: 'Write to everyone here' }), '<img src=x>{Enter}');
    await user.click(within(screen.getByRole('list', { name: 'Ready phrases' })).getByRole('button', { name: 'Please show the face' }));
    const lines = [...document.querySelectorAll('[data-line-id]')];
    expect(lines.map((line) => line.getAttribute('data-author'))).toEqual(['ada', 'ada']);
    expect(lines[0]?.textContent).toContain('<img src=x>');
    expect(document.querySelector('[data-line-id] img')).toBeNull();
    expect(lines[1]?.textContent).toContain('Please show the face');
  });

  it('[CO36] name who can be followed, and follow and stop by one tap and by key', async () => {
    const user = userEvent.setup();
    const { together, setPeople } = open();
    await user.click(screen.getByRole('button', { name: 'Follow Dr Ed Riverside' }));
    expect(together.reading.follow.following()?.personId).toBe('ed');
    expect(screen.getByText('You follow Dr Ed Riverside, who is away')).toBeDefined();
    await user.click(screen.getAllByRole('button', { name: 'Stop following Dr Ed Riverside' })[0]!);
    expect(together.reading.follow.following()).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Follow Dr Ed Riverside again' }));
    await user.keyboard('f');
    expect(together.reading.follow.following()).toBeNull();
    setPeople([ADA]);
    expect(screen.queryByRole('button', { name: /^Follow/ })).toBeNull();
  });

  it('[CO36] offer readers nothing to write and nothing to erase', () => {
    const reader = person({ writer: false });
    const { viewer } = open(reader, [reader, ED]);
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(screen.getByText(/reads along/)).toBeDefined();
    expect(viewer.writer).toBe(false);
  });
});

describe('[CO30] what is said about saving', () => {
  const up = { up: true, since: null, refused: null };
  const down = { up: false, since: 1_000, refused: null };
  it('[CO30] says saved with the time, unsaved with count and since when, and when it has ended', () => {
    expect(tell(up, { kind: 'saved', savedAt: null }, 0)).toMatchObject({ kind: 'saved', text: 'Everything is saved' });
    expect(tell(up, { kind: 'saved', savedAt: 0 }, 0).text).toMatch(/^Saved \d\d:\d\d:\d\d$/);
    expect(tell(up, { kind: 'unsaved', count: 1, since: 1_000 }, 1_500)).toMatchObject({ kind: 'saving', calm: true });
    expect(tell(up, { kind: 'unsaved', count: 3, since: 1_000 }, 4_000)).toMatchObject({ kind: 'unsaved', calm: false });
    expect(tell(down, { kind: 'unsaved', count: 3, since: 1_000 }, 1_100).text).toMatch(/^Offline: 3 unsaved since \d\d:\d\d:\d\d/);
    expect(tell(down, { kind: 'saved', savedAt: null }, 9_000).text).toMatch(/^Offline since/);
    expect(tell({ ...down, refused: 4401 }, { kind: 'saved', savedAt: null }, 0).text).toContain('Sign in again');
    expect(tell({ ...down, refused: 4403 }, { kind: 'saved', savedAt: null }, 0)).toMatchObject({ kind: 'stopped', calm: false });
  });
});
