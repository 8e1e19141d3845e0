import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LINES, NOTES } from '#shared/protocol/marks.ts';
import { bytesOf, type CorpusCase, corpus, messagesOf } from './testing/corpus.ts';
import type { MemoryLog } from './testing/memory-log.ts';
import { converged, draw, enter, type Person, synced, until } from './testing/people.ts';
import { RawSocket } from './testing/raw-socket.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

/** Client ids that the corpus is written for: the attacker's own, and another participant's. */
const ATTACKER_CLIENT = 1001;
const HONEST_CLIENT = 2002;
/** `{}` under client 1001 at clock 0: the attacker has shown presence like any client, before the case. */
const FIRST_PRESENCE = Buffer.from([1, 7, 1, 0xe9, 0x07, 0, 2, 0x7b, 0x7d]);
/** Longest time to a refusal, unless the case says otherwise. */
const REFUSAL_MS = 2_000;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ limits: { pingEveryMs: 300 } });
  server.access.set('observer', { read: true, write: false, moderate: false });
});
afterAll(() => server.close());

async function honestPair(consultId: string): Promise<[Person, Person]> {
  const pair: [Person, Person] = [
    enter(server.url, consultId, 'ada', { clientId: HONEST_CLIENT }),
    enter(server.url, consultId, 'ben', {}),
  ];
  await synced(...pair);
  // The first state of a client has clock 0, which y-protocols does not show to others.
  for (const { provider } of pair) provider.awareness.setLocalState({ device: 'desktop' });
  await until(() => pair[1].provider.awareness.getStates().has(HONEST_CLIENT), 'presence of the other');
  return pair;
}

async function convergesAgain([a, b]: [Person, Person]): Promise<void> {
  const mark = draw(a);
  await until(() => b.marks.has(mark.uid) && converged(a, b), 'the honest pair to converge', 2_000);
}

async function settled(raw: RawSocket, item: CorpusCase): Promise<number | null> {
  const { close } = item.expect;
  const may = close === undefined ? [null] : Array.isArray(close) ? close : [close];
  if (may.includes(null)) {
    // Whatever the answer is, it comes before the answer to a ping sent after it.
    raw.message(Buffer.from('after'), 9);
    await until(
      () => raw.closeCode !== null || raw.frames.some(({ opcode, payload }) => opcode === 10 && payload.toString() === 'after'),
      'an answer',
      REFUSAL_MS,
    );
  } else {
    await until(() => raw.closeCode !== null, `close of ${item.id}`, item.expect.max_ms ?? REFUSAL_MS);
  }
  expect(may, `${item.id} ${raw.closeReason}`).toContain(raw.closeCode);
  return raw.closeCode;
}

const personOf = (item: CorpusCase): string => (item.send?.session === 'observer' ? 'observer' : 'mallory');
const isClean = () => ({}) as Record<string, unknown>;

describe('[CO1] hostile messages close their own connection only, with the code that fits, and change nothing', () => {
  it.each(corpus('yjs').map((item) => [item.id, item] as const))('%s', async (id, item) => {
    const pair = await honestPair(id);
    await convergesAgain(pair);
    const raw = await RawSocket.open(server.port, `/collab/${id}`, personOf(item));
    raw.message(FIRST_PRESENCE);
    await until(() => server.collab.present(id).some(({ clientIds }) => clientIds.includes(ATTACKER_CLIENT)), 'presence of the attacker');
    const log = (server.log as MemoryLog).entries;
    const before = log.get(id)?.length ?? 0;
    if (item.send?.session === 'revoked') server.collab.revoke({ sessionId: 'mallory' });
    for (const message of messagesOf(item)) raw.message(message, item.send?.opcode === 'text' ? 1 : 2);
    if (id === 'yjs-ok-update-dup') raw.message(bytesOf(item));
    await settled(raw, item);
    const stored = (log.get(id)?.length ?? 0) - before;
    await convergesAgain(pair);
    if (item.control && item.expect.doc_changed === true) {
      expect(pair[1].doc.getText(NOTES).length).toBeGreaterThan(0);
    } else if (id !== 'yjs-ok-update-dup') {
      expect(stored).toBe(0);
      expect(pair[1].doc.getText(NOTES).toString()).toBe('');
      expect(pair[1].doc.getArray(LINES).length).toBe(0);
    }
    if (item.expect.reply === 'SyncStep2') expect(raw.frames.some(({ payload }) => payload[0] === 0 && payload[1] === 1)).toBe(true);
    expect(isClean()['isAdmin']).toBeUndefined();
    raw.destroy();
    for (const person of pair) person.leave();
  });

  it('yjs-ok-update-dup: nothing is stored twice', async () => {
    const item = corpus('yjs').find(({ id }) => id === 'yjs-ok-update')!;
    const consultId = 'twice';
    for (let i = 0; i < 2; i++) {
      const raw = await RawSocket.open(server.port, `/collab/${consultId}`, 'mallory');
      raw.message(bytesOf(item));
      raw.message(Buffer.from([0, 0, 1, 0]));
      await until(() => raw.frames.some(({ payload }) => payload[0] === 0 && payload[1] === 1), 'the answer');
      raw.destroy();
    }
    expect((server.log as MemoryLog).entries.get(consultId)?.length).toBe(1);
  });
});

describe('[CO2] frames that break RFC 6455 or flood close their own connection only', () => {
  it.each(corpus('ws').map((item) => [item.id, item] as const))('%s', async (id, item) => {
    const pair = await honestPair(id);
    const raw = await RawSocket.open(server.port, `/collab/${id}`, 'mallory');
    raw.bytes(bytesOf(item));
    if (item.control) await until(() => raw.frames.some(({ opcode, payload }) => opcode === 10 && payload.toString() === 'hi'), 'the pong');
    else await settled(raw, item);
    await convergesAgain(pair);
    raw.destroy();
    for (const person of pair) person.leave();
  });
});
