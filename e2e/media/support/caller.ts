import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type { Ack } from '#shared/protocol/events.ts';
import type { MediaAnswers, MediaAvailability, MediaRequest, MediaRequestName, MediaRoom } from '#shared/protocol/media.ts';
import { type Session, until } from '../../support/api.ts';
import type { TestServer } from '../../support/server.ts';

type Body<N extends MediaRequestName> = Omit<MediaRequest<N>, 'consultId' | 'requestId'> & { requestId?: string };

/** Somebody in a consult's room who speaks the signalling of media by hand. */
export interface Caller {
  socket: Socket;
  /** Everything told so far, in order. */
  rooms: MediaRoom[];
  availability: MediaAvailability[];
  closedConsumers: string[];
  cameraAsked: object[];
  /** The whole acknowledgement. */
  ask<N extends MediaRequestName>(name: N, body: Body<N>, consultId?: string): Promise<Ack<MediaAnswers[N]>>;
  /** The answer; throws with the code when it was refused. */
  do<N extends MediaRequestName>(name: N, body: Body<N>): Promise<MediaAnswers[N]>;
  /** Joins and makes a transport each way; capabilities are the router's own. */
  join(): Promise<{ peerId: string; send: string; receive: string; rtpCapabilities: Record<string, unknown> }>;
  close(): void;
}

/** Null: signed in, and in no consult. */
export async function caller(
  server: Pick<TestServer, 'url'>,
  session: Session,
  consultId: string | null,
  transports: readonly ('polling' | 'websocket')[] = ['polling'],
): Promise<Caller> {
  const socket = io(server.url, { transports: [...transports], forceNew: true, extraHeaders: { cookie: session.cookie } });
  const rooms: MediaRoom[] = [];
  const availability: MediaAvailability[] = [];
  socket.on('media:room', (room: MediaRoom) => rooms.push(room));
  socket.on('media:availability', (one: MediaAvailability) => availability.push(one));
  const closedConsumers: string[] = [];
  socket.on('media:consumer-closed', ({ consumerId }: { consumerId: string }) => closedConsumers.push(consumerId));
  const cameraAsked: object[] = [];
  socket.on('media:camera-asked', (asked: object) => cameraAsked.push(asked));
  await until(() => socket.connected);
  const entered = consultId === null ? { ok: true } : ((await socket.emitWithAck('enter', { consultId })) as Ack);
  if (!entered.ok) {
    socket.close();
    throw new Error(`enter answered ${(entered as { code: string }).code}`);
  }

  const me: Caller = {
    socket,
    rooms,
    availability,
    closedConsumers,
    cameraAsked,
    ask: (name, body, consult = consultId ?? '') => socket.emitWithAck(name, { consultId: consult, requestId: randomUUID(), ...body }),
    do: async (name, body) => {
      const answer = await me.ask(name, body);
      if (!answer.ok) throw new Error(`${name} answered ${answer.code}`);
      return answer;
    },
    join: async () => {
      const { peerId, routerRtpCapabilities } = await me.do('media:join', { rtpCapabilities: null });
      const send = await me.do('media:transport', { direction: 'send', forceTcp: false });
      const receive = await me.do('media:transport', { direction: 'receive', forceTcp: false });
      return { peerId, send: send.id, receive: receive.id, rtpCapabilities: routerRtpCapabilities as Record<string, unknown> };
    },
    close: () => socket.close(),
  };
  return me;
}
