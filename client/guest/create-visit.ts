import { io, type Socket } from 'socket.io-client';
import { createSignal, onCleanup } from 'solid-js';
import type { Ack } from '#shared/protocol/events.ts';
import { GUEST_PATH, type GuestClientEvents, type GuestServerEvents, type GuestState } from '#shared/protocol/guest.ts';

/** `dead`: the link is not good (any more). */
export type VisitLink = 'connecting' | 'up' | 'down' | 'dead';

/** The tab's own name, by which one who was let in is known after a broken line. */
const DEVICE = 'hyperacute.guest-device';

export type Visit = ReturnType<typeof createVisit>;

/** A guest's connection: by a link, without an account. Ends with its owner. */
export function createVisit(token: string) {
  const [state, setState] = createSignal<GuestState | null>(null);
  const [link, setLink] = createSignal<VisitLink>('connecting');
  const device = sessionStorage.getItem(DEVICE) ?? crypto.randomUUID();
  sessionStorage.setItem(DEVICE, device);
  const socket: Socket<GuestServerEvents, GuestClientEvents> = io({
    path: GUEST_PATH,
    auth: { token, device },
    transports: ['websocket', 'polling'],
    reconnectionDelay: 300,
    reconnectionDelayMax: 5_000,
  });
  const over = () => ['ended', 'elsewhere'].includes(state()?.stage ?? '');
  socket.on('guest:state', setState);
  socket.on('connect', () => setLink('up'));
  socket.on('disconnect', (reason) => {
    setLink('down');
    if (over()) socket.close();
    else if (reason === 'io server disconnect') setTimeout(() => socket.connect(), 1_000);
  });
  // An error that the server itself gave has no description of a transport: it knows no such link.
  socket.on('connect_error', () => {
    if (socket.active) return setLink(link() === 'connecting' ? 'connecting' : 'down');
    setLink('dead');
  });
  onCleanup(() => socket.close());
  const ask = async (name: 'guest:knock' | 'guest:leave'): Promise<boolean> => {
    const answer = (await socket
      .timeout(10_000)
      .emitWithAck(name)
      .catch(() => null)) as Ack | null;
    return answer?.ok === true;
  };
  return { socket, state, link, over, knock: () => ask('guest:knock'), leave: () => ask('guest:leave') };
}
