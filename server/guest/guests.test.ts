import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Bus } from '../store/bus.ts';
import { type GuestLine, Guests } from './guests.ts';
import type { GuestEvent, Invitation, Invitations } from './invitations.ts';

const invitation = (minutes: number): Invitation => ({
  id: 'g',
  consultId: 'c',
  organisationId: 'o',
  hospital: 'Riverside General',
  kind: 'interpreter',
  name: 'Ms Lind',
  language: '',
  invitedBy: 'Noel Banks',
  expiresAt: new Date(Date.now() + minutes * 60_000).toISOString(),
});

/** A connection that keeps what was done to it, in order. */
function line(): GuestLine & { done: string[] } {
  const done: string[] = [];
  return {
    id: 'l',
    done,
    tell: ({ stage }) => done.push(stage),
    leaveCall: async () => void done.push('out of the call'),
    silence: async () => void done.push('silenced'),
    close: () => done.push('closed'),
  };
}

let notes: GuestEvent['kind'][];
let guests: Guests;
let good: Invitation;
beforeEach(() => {
  vi.useFakeTimers();
  notes = [];
  good = invitation(30);
  const kept = async (_: unknown, { kind }: GuestEvent) => void notes.push(kind);
  const invitations = {
    byId: async () => good,
    ofConsult: async () => [good],
    ofEndedConsult: async () => [],
    note: kept,
    end: kept,
  } as unknown as Invitations;
  guests = new Guests({ invitations, bus: new Bus(() => undefined), onError: (error) => expect(error).toBeUndefined() });
});
afterEach(() => {
  guests.close();
  vi.useRealTimers();
});

async function admitted(device = 'd'): Promise<ReturnType<typeof line>> {
  const one = line();
  guests.connected(good, device, one);
  await guests.knock(good, device, one);
  await guests.act('c', 'g', 'clinician', { action: 'admit', consent: 'patient' });
  return one;
}

test('[MD80] at the end of its time a link is dead and whoever came with it is out within a second', async () => {
  const one = await admitted();
  await vi.advanceTimersByTimeAsync(30 * 60_000 - 1_000);
  expect(one.done).toEqual(['preview', 'waiting', 'in-call']);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(one.done.slice(3)).toEqual(['out of the call', 'ended', 'closed']);
  expect(guests.inside('g', one)).toBeUndefined();
  expect(notes).toEqual(['knocked', 'admitted', 'expired']);
});

test('[MD86] a line that is down for a minute is the end of having been let in', async () => {
  const one = await admitted();
  guests.disconnected(good, one);
  await vi.advanceTimersByTimeAsync(59_000);
  const back = line();
  guests.connected(good, 'd', back);
  expect(back.done).toEqual(['in-call']);
  guests.disconnected(good, back);
  await vi.advanceTimersByTimeAsync(62_000);
  const late = line();
  guests.connected(good, 'd', late);
  expect(late.done).toEqual(['preview']);
  expect(notes).toEqual(['knocked', 'admitted', 'left']);
});

test('[MD86] of two devices with one link one is in: letting the second in puts the first out', async () => {
  const one = await admitted('first');
  const second = await admitted('second');
  expect(one.done.slice(3)).toEqual(['out of the call', 'elsewhere', 'closed']);
  expect(guests.inside('g', one)).toBeUndefined();
  expect(guests.inside('g', second)).toBeDefined();
});

test('[MD82] nobody is let in who does not wait, and one who was declined may knock again', async () => {
  const one = line();
  guests.connected(good, 'd', one);
  const admit = () => guests.act('c', 'g', 'clinician', { action: 'admit', consent: 'patient' });
  await expect(admit()).rejects.toThrow('The state has changed');
  await guests.knock(good, 'd', one);
  await expect(guests.knock(good, 'd', one)).rejects.toThrow('The state has changed');
  await guests.act('c', 'g', 'clinician', { action: 'decline' });
  expect(one.done.at(-1)).toBe('declined');
  await guests.knock(good, 'd', one);
  await admit();
  expect(guests.inside('g', one)).toBeDefined();
});
