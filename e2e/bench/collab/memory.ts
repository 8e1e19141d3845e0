import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { MARKS } from '#shared/protocol/marks.ts';
import { lengthBy } from '../../../server/collab/testing/people.ts';
import type { Session } from '../../support/api.ts';
import type { TestServer } from '../../support/server.ts';
import type { PeerFolder } from './peers.ts';
import { type Row, row } from './row.ts';

const DOCUMENTS = 50;
const MARK_COUNTS = [0, 100, 1000];
/** Time for a server to settle before its memory is read, ms. */
const SETTLE_MS = 1_500;

interface Place {
  readonly url: string;
  readonly headers: Record<string, string>;
}

/** Resident memory per open document with one connection, kB. */
export async function memoryPerDocument(
  server: TestServer,
  writers: readonly { session: Session; personId: string }[],
  folder: PeerFolder,
): Promise<Row[]> {
  const writer = writers[0]!;
  const rows: Row[] = [];
  for (const marks of MARK_COUNTS) {
    const ours = await grown(server.pid, marks, writer.personId, async () => {
      const { id } = await writer.session.json<{ id: string }>('/api/consults', { method: 'POST', body: '{}' });
      return { url: `${server.url.replace('http', 'ws')}/collab/${id}`, headers: { cookie: writer.session.cookie } };
    });
    const peer = await folder.start('y-websocket');
    let made = 0;
    const theirs = await grown(peer.pid, marks, 'peer', async () => ({ url: `${peer.url}/room-${++made}`, headers: {} })).finally(() =>
      peer.close(),
    );
    rows.push(row(`reading together: memory per open document with ${marks} marks`, 'kB', [ours], [theirs]));
  }
  return rows;
}

async function grown(pid: number, marks: number, personId: string, newPlace: () => Promise<Place>): Promise<number> {
  const content = contentWith(marks, personId);
  const sockets: WebSocket[] = [];
  try {
    // The first documents warm up the code; they are not counted.
    for (let i = 0; i < 5; i++) sockets.push(await fill(await newPlace(), content(i)));
    await pause(SETTLE_MS);
    const before = residentKb(pid);
    for (let i = 0; i < DOCUMENTS; i++) sockets.push(await fill(await newPlace(), content(i + 5)));
    await pause(SETTLE_MS);
    return (residentKb(pid) - before) / DOCUMENTS;
  } finally {
    for (const socket of sockets) socket.terminate();
  }
}

function contentWith(marks: number, personId: string): (seed: number) => Uint8Array {
  return (seed) => {
    const doc = new Y.Doc();
    doc.clientID = 1_000_000 + seed * 1_000 + marks;
    doc.transact(() => {
      for (let i = 0; i < marks; i++) {
        const mark = lengthBy(personId);
        doc.getMap(MARKS).set(mark.uid, mark);
      }
    });
    return Y.encodeStateAsUpdate(doc);
  };
}

/** Opens a document and writes its content; resolves when the server has answered a question asked after it. */
async function fill({ url, headers }: Place, content: Uint8Array): Promise<WebSocket> {
  const ws = new WebSocket(url, { headers, perMessageDeflate: false });
  await new Promise((resolve, reject) => ws.on('open', resolve).on('error', reject));
  const answered = new Promise<void>((resolve) => {
    ws.on('message', (data: Buffer) => {
      if (data[0] === 0 && data[1] === 1) resolve();
    });
  });
  const size: number[] = [];
  let left = content.length;
  for (; left > 127; left = Math.floor(left / 128)) size.push((left & 127) | 128);
  ws.send(Buffer.concat([Buffer.from([0, 2, ...size, left]), content]));
  ws.send(Buffer.from([0, 0, 1, 0]));
  await answered;
  return ws;
}

function residentKb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN);
}
