import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type { Ack } from '#shared/protocol/events.ts';
import { GUEST_PATH, GUEST_ROOM, type GuestEntry, type GuestInvited, type GuestState, type PatchGuest } from '#shared/protocol/guest.ts';
import type { MediaAnswers, MediaRequest, MediaRequestName, MediaRoom } from '#shared/protocol/media.ts';
import { type Session, until } from '../../support/api.ts';
import type { TestServer } from '../../support/server.ts';

type Body<N extends MediaRequestName> = Omit<MediaRequest<N>, 'consultId' | 'requestId'>;

/** Somebody with a link, who speaks the guests' wire by hand. */
export interface Guest {
  socket: Socket;
  states: GuestState[];
  rooms: MediaRoom[];
  /** Names of all events, and everything told as text. */
  heard: string[];
  knock(): Promise<Ack>;
  ask<N extends MediaRequestName>(name: N, body: Body<N>, consultId?: string): Promise<Ack<MediaAnswers[N]>>;
  do<N extends MediaRequestName>(name: N, body: Body<N>): Promise<MediaAnswers[N]>;
}

export const tokenOf = ({ path }: GuestInvited): string => path.split('/').at(-1)!;

/** Rejects with what the server said when the link is not good. */
export async function guest(server: Pick<TestServer, 'url'>, token: string, device: string = randomUUID()): Promise<Guest> {
  const socket = io(server.url, {
    path: GUEST_PATH,
    transports: ['polling'],
    auth: { token, device },
    reconnection: false,
    forceNew: true,
  });
  const me: Guest = {
    socket,
    states: [],
    rooms: [],
    heard: [],
    knock: () => socket.emitWithAck('guest:knock') as Promise<Ack>,
    ask: (name, body, consultId = GUEST_ROOM) => socket.emitWithAck(name, { consultId, requestId: randomUUID(), ...body }),
    do: async (name, body) => {
      const answer = await me.ask(name, body);
      if (!answer.ok) throw new Error(`${name} answered ${answer.code}`);
      return answer;
    },
  };
  socket.onAny((name: string, ...told: unknown[]) => me.heard.push(`${name} ${JSON.stringify(told)}`));
  socket.on('guest:state', (state: GuestState) => me.states.push(state));
  socket.on('media:room', (room: MediaRoom) => me.rooms.push(room));
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  await until(() => me.states.length > 0);
  return me;
}

export const invite = (by: Session, consultId: string, more: object = {}): Promise<GuestInvited> =>
  by.json<GuestInvited>(`/api/consults/${consultId}/guests`, {
    method: 'POST',
    body: JSON.stringify({ kind: 'interpreter', name: 'Ms Lind', language: 'Polish', minutes: 30, ...more }),
  });

export const act = (by: Session, consultId: string, id: string, body: PatchGuest): Promise<{ guests: GuestEntry[] }> =>
  by.json(`/api/consults/${consultId}/guests/${id}`, { method: 'PATCH', body: JSON.stringify(body) });
