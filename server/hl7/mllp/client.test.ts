import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { MllpClient, type MllpClientFault } from './client.ts';
import { framed } from './framer.ts';

const PATIENCE = { connectMs: 2_000, answerMs: 200 };
const never = new AbortController().signal;
const HELLO = Buffer.from('MSH|hello');

let server: Server;
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  server.close();
  await once(server, 'close');
});

/** A client of a receiver that does `on` with each piece it gets. */
async function clientOf(on: (socket: Socket, bytes: Buffer) => void): Promise<MllpClient> {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => on(socket, bytes));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return MllpClient.open({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, tls: null }, PATIENCE, never);
}

const kindOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'answered',
    (fault: MllpClientFault) => fault.kind,
  );

it('[DV5] gives each message its own answer, in whatever pieces it comes', async () => {
  const client = await clientOf((socket, bytes) => {
    const answer = framed(Buffer.from(`ACK of ${bytes.length}`));
    for (const byte of answer) socket.write(Buffer.of(byte));
  });
  expect((await client.ask(HELLO, never)).toString()).toBe('ACK of 12');
  expect((await client.ask(Buffer.from('MSH|again!'), never)).toString()).toBe('ACK of 13');
  client.close();
  expect(client.open).toBe(false);
});

it('[DV5] a receiver that says nothing, hangs up, or speaks no MLLP has acknowledged nothing, and is asked nothing more', async () => {
  for (const [on, kind] of [
    [() => undefined, 'no-answer'],
    [(socket: Socket) => socket.destroy(), 'lost'],
    [(socket: Socket) => socket.end(), 'lost'],
    [(socket: Socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'), 'invalid'],
    [(socket: Socket) => socket.write(Buffer.of(0x0b, 0x41, 0x0b)), 'invalid'],
  ] as const) {
    const client = await clientOf(on as (socket: Socket) => void);
    expect(await kindOf(client.ask(HELLO, never))).toBe(kind);
    expect(await kindOf(client.ask(HELLO, never))).toBe(kind);
    server.close();
  }
});

it('[DV5] a second answer to one message ends the connection: it could be taken for the next one’s', async () => {
  const client = await clientOf((socket) => socket.write(Buffer.concat([framed(Buffer.from('A')), framed(Buffer.from('B'))])));
  expect((await client.ask(HELLO, never)).toString()).toBe('A');
  expect(await kindOf(client.ask(HELLO, never))).toBe('invalid');
});

it('[DV6] is cut when the program stops, before and while it asks', async () => {
  const client = await clientOf(() => undefined);
  const stop = new AbortController();
  const asked = kindOf(client.ask(HELLO, stop.signal));
  stop.abort();
  expect(await asked).toBe('lost');
  const { port } = server.address() as AddressInfo;
  expect(await kindOf(MllpClient.open({ host: '127.0.0.1', port, tls: null }, PATIENCE, stop.signal))).toBe('no-connection');
});
