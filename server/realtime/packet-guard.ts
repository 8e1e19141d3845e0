import type { Server as SocketServer } from 'socket.io';

/**
 * What a client of ours sends: connect, disconnect, event or acknowledgement, in a namespace of a sane length, with an acknowledgement number that a
 * number can hold (socket.io-protocol 5). Binary packets do not exist here; one whose attachments never come would be waited for.
 */
const PACKET = /^[0-3](?:\/[^,]{0,63},)?\d{0,15}(?:[[{]|$)/;

/** Ends a connection that says anything else, before its next packet. */
export function guardPackets(io: Pick<SocketServer, 'engine'>): void {
  io.engine.on('connection', (connection: RawConnection) => {
    connection.on('packet', ({ type, data }) => {
      if (type === 'message' && !(typeof data === 'string' && PACKET.test(data))) connection.close(true);
    });
  });
}

/** engine.io's own socket, as far as it is used. */
interface RawConnection {
  on(name: 'packet', listener: (packet: { type: string; data?: unknown }) => void): void;
  close(discard: boolean): void;
}
