import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import type { Answers } from './connection.ts';
import { framed } from './framer.ts';
import { type MllpListen, MllpListener } from './listener.ts';

let listener: MllpListener;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await listener.close();
});

const HELLO = framed(Buffer.from('MSH|hello'));
const here = { host: '127.0.0.1', port: 0 };

async function listen(tls: MllpListen['tls'], message: (bytes: Buffer) => Promise<Answers>): Promise<void> {
  const tooLarge = () => ({ messages: [], close: true });
  listener = await MllpListener.listen({ ...here, tls }, () => ({ message, tooLarge, fault: () => undefined }));
}
const echo = async (): Promise<Answers> => ({ messages: [Buffer.from('ACK')], close: false });

async function open(): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: listener.port });
  socket.on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}
/** What a socket answers to one message; null when it is cut instead. */
function ask(socket: Socket): Promise<string | null> {
  const answer = new Promise<string | null>((resolve) => {
    socket.once('data', (bytes: Buffer) => resolve(bytes.toString()));
    socket.once('close', () => resolve(null));
  });
  socket.write(HELLO);
  return answer;
}

describe('bounds of the MLLP port', () => {
  it('[HL5] one address has 64 connections; one more is cut, the others are served, and a place that is left is free again', async () => {
    await listen(undefined, echo);
    const held: Socket[] = [];
    for (let i = 0; i < 64; i++) {
      const socket = await open();
      expect(await ask(socket)).toContain('ACK');
      held.push(socket);
    }
    expect(await ask(await open())).toBeNull();
    expect(await ask(held[0]!)).toContain('ACK');
    const closed = once(held[1]!, 'close');
    held[1]!.destroy();
    await closed;
    // The server hears of it a moment later.
    let again = await ask(await open());
    while (again === null) again = await ask(await open());
    expect(again).toContain('ACK');
  });

  it('[HL5] of a sender that does not wait for answers no more is read than its bound', async () => {
    let taken = 0;
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    await listen(undefined, async (bytes) => {
      taken += bytes.length;
      await gate;
      return { messages: [], close: false };
    });
    const socket = await open();
    const body = framed(Buffer.alloc(64 * 1024, 'x'));
    // Until the sender's own side is full: nobody reads any more. Without a bound it would never be.
    for (let sent = 0; sent < 64 * 1024 * 1024 && socket.writableLength < 4 * 1024 * 1024; sent += body.length) {
      socket.write(body);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(socket.writableLength).toBeGreaterThanOrEqual(4 * 1024 * 1024);
    // Answers are made one after the other: one is in the making.
    expect(taken).toBe(64 * 1024);
    go();
    await once(socket, 'drain');
    expect(taken).toBeGreaterThan(64 * 1024);
  });
});

describe('MLLP over TLS', () => {
  it('[HL6] a sender needs a certificate of the CA that was named, and the server shows its own', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hyperacute-mllp-tls-'));
    try {
      const file = (name: string) => join(folder, name);
      authority(folder, 'ca');
      authority(folder, 'stranger');
      leaf(folder, 'server', 'ca');
      leaf(folder, 'lab', 'ca');
      leaf(folder, 'intruder', 'stranger');
      let heard = 0;
      await listen({ certFile: file('server.pem'), keyFile: file('server.key'), caFile: file('ca.pem') }, async () => {
        heard++;
        return echo();
      });
      expect(await askTls(folder, 'lab', 'ca')).toContain('ACK');
      expect(await askTls(folder, 'intruder', 'ca')).toBeNull();
      expect(await askTls(folder, null, 'ca')).toBeNull();
      // Who trusts somebody else does not speak to this server.
      expect(await askTls(folder, 'lab', 'stranger')).toBeNull();
      expect(heard).toBe(1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

const openssl = (folder: string, ...given: string[]) => execFileSync('openssl', given, { cwd: folder, stdio: 'ignore' });
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

function authority(folder: string, name: string): void {
  openssl(folder, 'req', '-x509', ...KEY, '-days', '2', '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.pem`);
}
function leaf(folder: string, name: string, ca: string): void {
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  openssl(folder, 'req', ...KEY, ...subject, '-keyout', `${name}.key`, '-out', `${name}.csr`);
  const by = ['-CA', `${ca}.pem`, '-CAkey', `${ca}.key`, '-CAcreateserial', '-copy_extensions', 'copy'];
  openssl(folder, 'x509', '-req', '-in', `${name}.csr`, ...by, '-days', '2', '-out', `${name}.pem`);
}

/** Null when no connection comes about, or it is cut before an answer. */
function askTls(folder: string, own: string | null, trusted: string): Promise<string | null> {
  const read = (name: string) => readFileSync(join(folder, name));
  const identity = own === null ? {} : { cert: read(`${own}.pem`), key: read(`${own}.key`) };
  return new Promise((resolve) => {
    const socket: TLSSocket = connectTls({ host: '127.0.0.1', port: listener.port, ca: read(`${trusted}.pem`), ...identity });
    sockets.push(socket);
    socket.on('error', () => resolve(null));
    socket.on('close', () => resolve(null));
    socket.once('data', (bytes: Buffer) => resolve(bytes.toString()));
    socket.once('secureConnect', () => socket.write(HELLO));
  });
}
