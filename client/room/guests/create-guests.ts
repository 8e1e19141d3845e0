import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import type { GuestEntry, GuestInvited, InviteGuest, PatchGuest } from '#shared/protocol/guest.ts';
import type { Role } from '#shared/protocol/http.ts';
import { CARE_TEAM, TREATING } from '#shared/protocol/roles.ts';
import type { Events } from '../../app/events.ts';
import { request } from '../../app/http.ts';
import { playKnock } from '../../video/level.ts';
import { words } from './words.ts';

/** It rings again while somebody waits, ms. */
const RING_EVERY_MS = 8_000;

export type Guests = ReturnType<typeof createGuests>;

/** Interpreters and relatives of one consult: who is invited, who knocks (it rings), who is in. */
export function createGuests({ consultId, events, role }: { consultId: string; events: Events; role: Role }) {
  const [list, setList] = createSignal<readonly GuestEntry[]>([]);
  const [open, setOpen] = createSignal(false);
  const [failed, setFailed] = createSignal('');
  const base = `/api/consults/${consultId}/guests`;
  /** What was told over the wire is newer than an answer that was on its way. */
  let told = 0;
  const onGuests = (room: { consultId: string; guests: GuestEntry[] }) => {
    if (room.consultId !== consultId) return;
    told++;
    setList(room.guests);
  };
  const read = async () => {
    const before = told;
    const answer = await request<{ guests: GuestEntry[] }>('GET', base).catch(() => null);
    if (answer !== null && told === before) setList(answer.guests);
  };
  events.socket.on('guests', onGuests);
  createEffect(on(events.plane, (plane) => plane.up && void read()));
  onCleanup(() => events.socket.off('guests', onGuests));

  const mayAdmit = TREATING.includes(role);
  const waiting = createMemo(() => list().filter(({ stage }) => stage === 'waiting'));
  const ids: Accessor<string> = createMemo(() =>
    waiting()
      .map(({ id }) => id)
      .join(),
  );
  createEffect(
    on(ids, (waits) => {
      if (waits === '' || !mayAdmit) return;
      const ring = () => void playKnock().catch(() => undefined);
      ring();
      const timer = setInterval(ring, RING_EVERY_MS);
      onCleanup(() => clearInterval(timer));
    }),
  );

  const act = async (id: string, act_: PatchGuest): Promise<void> => {
    setFailed('');
    try {
      setList((await request<{ guests: GuestEntry[] }>('PATCH', `${base}/${id}`, act_)).guests);
    } catch (error) {
      setFailed(error instanceof Error ? error.message : words.failed);
    }
  };
  return {
    list,
    waiting,
    inside: createMemo(() => list().filter(({ stage }) => stage === 'in-call' || stage === 'away')),
    /** As they are called in the call. */
    named: createMemo(() => list().map(({ personId, name, kind }) => ({ personId, name: `${name}, ${words.kinds[kind]}` }))),
    mayInvite: CARE_TEAM.includes(role),
    mayAdmit,
    open,
    setOpen,
    failed,
    act,
    /** Throws RequestError. */
    invite: (body: InviteGuest) => request<GuestInvited>('POST', base, body),
  };
}
