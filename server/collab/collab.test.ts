import { describe, expect, it, onTestFinished } from 'vitest';
import * as Y from 'yjs';
import { COLLAB_MESSAGE } from '#shared/protocol/collab.ts';
import { HIDDEN, LINES, MARKS, NOTES } from '#shared/protocol/marks.ts';
import { come, gate, serve, syncMessage } from './testing/fixture.ts';
import { MemoryLog } from './testing/memory-log.ts';
import { contentOf, converged, draw, enter, lengthBy, synced, until } from './testing/people.ts';
import { CuttableProxy } from './testing/proxy.ts';
import { RawSocket } from './testing/raw-socket.ts';
import { startTestServer } from './testing/server.ts';

describe('[CO11] two stock y-websocket providers read together', () => {
  it('[CO11] marks, lines, hidden marks and notes reach the other, late joiners see all at once', async () => {
    const server = await serve();
    server.access.set('ben', { read: true, write: true, moderate: true });
    const [ada, ben] = [come(server.url, 'c', 'ada'), come(server.url, 'c', 'ben')];
    await synced(ada, ben);
    const mark = draw(ada);
    ada.doc.getArray(LINES).push([{ id: 'line-0001', by: 'ada', at: mark.at, text: 'hello' }]);
    ada.doc.getText(NOTES).insert(0, 'note');
    await until(() => ben.marks.has(mark.uid) && ben.doc.getText(NOTES).length === 4, 'the mark');
    ben.doc.getMap(HIDDEN).set(mark.uid, { by: 'ben', at: mark.at, reason: '' });
    await until(() => ada.doc.getMap(HIDDEN).has(mark.uid), 'the hiding');
    const late = come(server.url, 'c', 'cleo');
    await synced(late);
    expect(converged(ada, ben, late)).toBe(true);
  });

  it('[CO11] a cut line, edits on both sides and a re-connection lose nothing and double nothing', async () => {
    const server = await serve();
    const proxy = await CuttableProxy.to(server.port);
    onTestFinished(() => proxy.close());
    const ada = come(`ws://127.0.0.1:${proxy.port}/collab`, 'c', 'ada');
    const ben = come(server.url, 'c', 'ben');
    await synced(ada, ben);
    const moved = draw(ada);
    await until(() => ben.marks.has(moved.uid), 'the first mark');
    proxy.cut();
    ada.marks.set(moved.uid, {
      ...moved,
      points: [
        [0, 0, 0],
        [20, 0, 0],
      ],
    });
    const marks = [...Array.from({ length: 5 }, () => draw(ada)), ...Array.from({ length: 5 }, () => draw(ben))];
    const erased = draw(ada);
    ada.marks.delete(erased.uid);
    proxy.heal();
    await until(() => converged(ada, ben) && ada.marks.size === marks.length + 1, 'both to hold all');
    expect(ben.marks.get(moved.uid)?.points[1]).toEqual([20, 0, 0]);
    expect([ada.stopped(), ben.stopped()]).toEqual([null, null]);
  });

  it('[CO11] a person re-joins under a past client id with work done offline', async () => {
    const server = await serve();
    const ada = come(server.url, 'c', 'ada', { clientId: 31 });
    await synced(ada);
    draw(ada);
    await until(() => (server.log as MemoryLog).entries.get('c')?.length === 1, 'the mark to be stored');
    const state = Y.encodeStateAsUpdate(ada.doc);
    ada.leave();
    const again = come(server.url, 'c', 'ada', { clientId: 32, connect: false });
    Y.applyUpdate(again.doc, state);
    const past = new Y.Doc();
    Y.applyUpdate(past, state);
    // After applying: Yjs takes another id when it meets its own from outside.
    past.clientID = 31;
    past.getMap(MARKS).set('mark-offline', lengthBy('ada', { uid: 'mark-offline' }));
    Y.applyUpdate(again.doc, Y.encodeStateAsUpdate(past));
    draw(again);
    again.provider.connect();
    await until(() => (server.log as MemoryLog).clients.get('c')?.get(32) === 'ada', 'the new id');
    const ben = come(server.url, 'c', 'ben');
    await synced(ben);
    await until(() => ben.marks.size === 3 && converged(again, ben), 'all three');
    expect(again.stopped()).toBeNull();
  });
});

describe("[CO12] a client id is its person's for ever", () => {
  it('[CO12] nobody else writes under it, nor after a restart; 4403 stops a stock provider', async () => {
    const log = new MemoryLog();
    const first = await startTestServer({ log });
    const ada = enter(first.url, 'c', 'ada', { clientId: 31 });
    await synced(ada);
    draw(ada);
    await until(() => log.entries.get('c')?.length === 1, 'the mark to be stored');
    ada.leave();
    await first.close();
    const server = await serve({ log });
    const mallory = come(server.url, 'c', 'mallory', { clientId: 31 });
    await until(() => mallory.stopped() !== null, 'the refusal');
    expect(mallory.stopped()).toBe(4403);
    expect(server.refused).toEqual([{ personId: 'mallory', consultId: 'c', reason: 'presence-client-id' }]);
  });

  it('[CO12] the binding is durable before the first struct is', async () => {
    const log = new MemoryLog();
    const order: string[] = [];
    const bind = log.bindClient.bind(log);
    log.bindClient = async (...args) => {
      const answer = await bind(...args);
      order.push('bound');
      return answer;
    };
    log.gate = async () => void order.push('appended');
    const server = await serve({ log });
    const ada = come(server.url, 'c', 'ada');
    await synced(ada);
    draw(ada);
    draw(ada);
    await until(() => order.includes('appended'), 'the append');
    expect(order[0]).toBe('bound');
    expect(order.filter((step) => step === 'bound')).toHaveLength(1);
  });
});

describe('[CO13] stored before told', () => {
  it('[CO13] neither peers nor late joiners see a mark, and its author no confirmation, before it is durable', async () => {
    const log = new MemoryLog();
    const server = await serve({ log });
    const raw = await RawSocket.open(server.port, '/collab/c?acks=1', 'ada');
    onTestFinished(() => raw.destroy());
    const ben = come(server.url, 'c', 'ben');
    await synced(ben);
    const held = gate();
    log.gate = () => held.promise;
    const doc = new Y.Doc();
    const mark = lengthBy('ada');
    doc.getMap(MARKS).set(mark.uid, mark);
    raw.message(syncMessage(2, Y.encodeStateAsUpdate(doc)));
    await until(() => log.appends === 1, 'the append to begin');
    const cleo = come(server.url, 'c', 'cleo');
    // Cleo's connection is up and its presence shown; only the document waits.
    await until(() => server.collab.present('c').some(({ personId, clientIds }) => personId === 'cleo' && clientIds.length === 1), 'cleo');
    const saved = () => raw.frames.filter(({ payload }) => payload[0] === COLLAB_MESSAGE.saved);
    expect([ben.marks.size, cleo.marks.size, cleo.provider.synced, saved().length]).toEqual([0, 0, false, 0]);
    held.open();
    await until(() => ben.marks.has(mark.uid) && cleo.marks.has(mark.uid) && saved().length === 1, 'all to be told');
    expect(saved()[0]?.payload[1]).toBe(1);
  });

  it('[CO13] updates that wait are stored together, in one append, in order', async () => {
    const log = new MemoryLog();
    const server = await serve({ log });
    const people = ['ada', 'ben', 'cleo'].map((id) => come(server.url, 'c', id));
    await synced(...people);
    for (const person of people) draw(person);
    await until(() => people.every(({ marks }) => marks.size === 3), 'the ids to be bound');
    const held = gate();
    log.gate = () => held.promise;
    const before = log.appends;
    for (let i = 0; i < 10; i++) for (const person of people) draw(person);
    await until(() => log.appends === before + 1, 'the first append');
    await server.collab.recheck();
    held.open();
    await until(() => converged(...people) && people[0]!.marks.size === 33, 'all marks');
    expect(log.appends - before).toBeLessThanOrEqual(4);
  });

  it('[CO13] confirmations go only to who asked for them: a stock provider would complain', async () => {
    const server = await serve();
    const raw = await RawSocket.open(server.port, '/collab/c', 'ada');
    onTestFinished(() => raw.destroy());
    const doc = new Y.Doc();
    doc.getText(NOTES).insert(0, 'x');
    raw.message(syncMessage(2, Y.encodeStateAsUpdate(doc)));
    raw.message(Buffer.from([0, 0, 1, 0]));
    await until(() => raw.frames.some(({ payload }) => payload[0] === 0 && payload[1] === 1 && payload.length > 5), 'the stored state');
    expect(raw.frames.some(({ payload }) => payload[0] === COLLAB_MESSAGE.saved)).toBe(false);
  });

  it('[CO13] when the log fails, all re-connect to what is stored, and what was not confirmed is sent again', async () => {
    const log = new MemoryLog();
    const server = await serve({ log });
    const [ada, ben] = [come(server.url, 'c', 'ada'), come(server.url, 'c', 'ben')];
    await synced(ada, ben);
    let failures = 2;
    log.gate = async () => {
      if (failures-- > 0) throw new Error('disk full');
    };
    const marks = [draw(ada), draw(ben), draw(ada)];
    await until(() => converged(ada, ben) && ben.marks.size === marks.length, 'all marks');
    expect(server.refused.some(({ reason }) => reason === 'store-failed')).toBe(true);
    const late = come(server.url, 'c', 'cleo');
    await synced(late);
    expect(contentOf(late.doc)).toBe(contentOf(ada.doc));
  });
});

describe('[CO14] the document is loaded for the first and let go after the last', () => {
  it('[CO14] all comes back from the log, through a snapshot when the log has grown', async () => {
    const log = new MemoryLog();
    const server = await serve({ log, limits: { compactAfter: 10 } });
    const ada = come(server.url, 'c', 'ada');
    await synced(ada);
    const uids = Array.from({ length: 25 }, () => draw(ada).uid);
    await until(() => log.entries.get('c')?.length === 25, 'all to be stored');
    ada.leave();
    await until(() => server.collab.size.rooms === 0, 'the room to close');
    expect(log.snapshots.get('c')?.through).toBe(25);
    const ben = come(server.url, 'c', 'ben');
    await synced(ben);
    expect([...ben.marks.keys()].sort()).toEqual(uids.sort());
    ben.marks.delete(uids[0]!);
    await until(() => ben.stopped() !== null, 'the refusal: authorship is known from the snapshot');
    expect(ben.stopped()).toBe(4403);
  });

  it('[CO14] one who joins while the last leaves finds everything', async () => {
    const log = new MemoryLog();
    const server = await serve({ log });
    for (let round = 0; round < 10; round++) {
      const ada = enter(server.url, 'c', 'ada');
      await synced(ada);
      draw(ada);
      await until(() => log.entries.get('c')?.length === round + 1, 'the mark to be stored');
      const ben = enter(server.url, 'c', 'ben');
      ada.leave();
      await synced(ben);
      expect(ben.marks.size).toBe(round + 1);
      ben.leave();
    }
  });

  it('[CO14] closing flushes what was accepted, tells all with 1001 and refuses newcomers', async () => {
    const log = new MemoryLog();
    const server = await startTestServer({ log });
    const raw = await RawSocket.open(server.port, '/collab/c', 'ada');
    const doc = new Y.Doc();
    doc.getText(NOTES).insert(0, 'x');
    const held = gate();
    log.gate = () => held.promise;
    raw.message(syncMessage(2, Y.encodeStateAsUpdate(doc)));
    await until(() => log.appends === 1, 'the append to begin');
    const closed = server.collab.close();
    expect(server.collab.close()).toBe(closed);
    await until(() => raw.closeCode === 1001, 'the close');
    await expect(RawSocket.open(server.port, '/collab/c', 'ben')).rejects.toThrow('503');
    held.open();
    await closed;
    expect(log.entries.get('c')).toHaveLength(1);
    await server.close();
  });
});

describe('[CO18] an update with a gap is not kept; its sender is asked for everything', () => {
  it('[CO18] the sender heals it, and the confirmation waits for that', async () => {
    const server = await serve();
    const raw = await RawSocket.open(server.port, '/collab/c?acks=1', 'ada');
    onTestFinished(() => raw.destroy());
    const doc = new Y.Doc();
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    doc.getText(NOTES).insert(0, 'a');
    doc.getText(NOTES).insert(1, 'b');
    const asked = () => raw.frames.filter(({ payload }) => payload[0] === 0 && payload[1] === 0).length;
    await until(() => asked() === 1, 'the first request');
    raw.message(syncMessage(2, updates[1]!));
    await until(() => asked() === 2, 'the second request');
    const saved = () => raw.frames.filter(({ payload }) => payload[0] === COLLAB_MESSAGE.saved);
    raw.message(syncMessage(2, updates[0]!));
    raw.message(Buffer.from([0, 0, 1, 0]));
    await until(() => raw.frames.some(({ payload }) => payload[0] === 0 && payload[1] === 1), 'the state');
    expect(saved()).toHaveLength(0);
    raw.message(syncMessage(1, Y.encodeStateAsUpdate(doc)));
    await until(() => saved().length === 1, 'the confirmation');
    expect(saved()[0]?.payload[1]).toBe(3);
    expect(raw.closeCode).toBeNull();
  });
});
