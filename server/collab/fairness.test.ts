import { describe, expect, it, onTestFinished } from 'vitest';
import { NOTES } from '#shared/protocol/marks.ts';
import { come, serve, varBytes } from './testing/fixture.ts';
import { MemoryLog } from './testing/memory-log.ts';
import { converged, draw, lengthBy, type Person, synced, until } from './testing/people.ts';
import { CuttableProxy } from './testing/proxy.ts';
import { RawSocket } from './testing/raw-socket.ts';

describe('[CO15] presence is relayed once, cleaned, and belongs to one connection', () => {
  const show = (person: Person, state: object) => person.provider.awareness.setLocalState(state as Record<string, unknown>);
  const seenBy = (viewer: Person, of: Person) => viewer.provider.awareness.getStates().get(of.doc.clientID);

  it('[CO15] unknown fields and wrong values are left out, the rest passes', async () => {
    const server = await serve();
    const [ada, ben] = [come(server.url, 'c', 'ada'), come(server.url, 'c', 'ben')];
    await synced(ada, ben);
    show(ada, { user: { name: 'Dr Other' }, device: 'phone', cursor: { x: 1 }, following: 7 });
    await until(() => seenBy(ben, ada)?.['device'] === 'phone', 'the state');
    expect(seenBy(ben, ada)).toEqual({ device: 'phone', following: 7 });
  });

  it("[CO15] a stock provider that repeats others' states is not stopped, and what it repeats is not relayed", async () => {
    const server = await serve();
    const people = ['ada', 'ben', 'cleo'].map((id) => come(server.url, 'c', id));
    await synced(...people);
    const raw = await RawSocket.open(server.port, '/collab/c', 'dora');
    onTestFinished(() => raw.destroy());
    const received = () => raw.frames.filter(({ payload }) => payload[0] === 1).length;
    await until(() => server.collab.present('c').length === 4, 'all four');
    const before = received();
    for (let following = 1; following <= 20; following++) show(people[0]!, { following });
    await until(() => people.every((person) => person === people[0] || seenBy(person, people[0]!)?.['following'] === 20), 'the last state');
    expect(people.map((person) => person.stopped())).toEqual([null, null, null]);
    expect(received() - before).toBeLessThanOrEqual(20);
  });

  it('[CO15] own presence comes back, so that a lone stock provider stays connected', async () => {
    const server = await serve();
    const raw = await RawSocket.open(server.port, '/collab/c', 'ada');
    onTestFinished(() => raw.destroy());
    const message = Buffer.from([1, 7, 1, 0xe9, 0x07, 3, 2, 0x7b, 0x7d]);
    raw.message(message);
    await until(() => raw.frames.some(({ payload }) => payload.equals(message)), 'the echo');
  });

  it('[CO15] one who re-joins is seen again at once, one who leaves is gone at once', async () => {
    const server = await serve();
    const [ada, ben] = [come(server.url, 'c', 'ada'), come(server.url, 'c', 'ben')];
    await synced(ada, ben);
    show(ada, { device: 'phone' });
    await until(() => seenBy(ben, ada) !== undefined, 'ada');
    ada.provider.ws?.close();
    await until(() => seenBy(ben, ada) === undefined, 'ada to be gone');
    await until(() => seenBy(ben, ada) !== undefined, 'ada to be back', 2_000);
    expect(server.collab.present('c').find(({ personId }) => personId === 'ada')?.clientIds).toEqual([ada.doc.clientID]);
  });

  it('[CO15] a new connection of the same person takes over the client id of a dead one', async () => {
    const server = await serve();
    const proxy = await CuttableProxy.to(server.port);
    onTestFinished(() => proxy.close());
    const ada = come(`ws://127.0.0.1:${proxy.port}/collab`, 'c', 'ada', { clientId: 31 });
    const ben = come(server.url, 'c', 'ben');
    await synced(ada, ben);
    show(ada, { device: 'phone' });
    await until(() => seenBy(ben, ada) !== undefined, 'ada');
    proxy.cut();
    const again = come(server.url, 'c', 'ada', { clientId: 31 });
    await synced(again);
    show(again, { device: 'wall' });
    show(again, { device: 'wall' });
    await until(() => seenBy(ben, again)?.['device'] === 'wall', 'the new screen');
    proxy.heal();
    await until(() => server.collab.size.connections === 2 || ada.provider.wsconnected, 'the old connection to go');
    expect(seenBy(ben, again)).toBeDefined();
  });

  it('[CO15] more than four kilobytes of presence close with 1009', async () => {
    const server = await serve();
    const raw = await RawSocket.open(server.port, '/collab/c', 'ada');
    const json = Buffer.from(JSON.stringify({ text: 'x'.repeat(5_000) }));
    const body = Buffer.concat([Buffer.from([1, 0xe9, 0x07, 1]), varBytes(json)]);
    raw.message(Buffer.concat([Buffer.from([1]), varBytes(body)]));
    await until(() => raw.closeCode === 1009, 'the close');
  });
});

describe('[CO16] permission is asked for at the door and again while connected', () => {
  it('[CO16] who may not read gets 404, without a WebSocket', async () => {
    const server = await serve();
    server.access.set('mallory', { read: false, write: false, moderate: false });
    await expect(RawSocket.open(server.port, '/collab/c', 'mallory')).rejects.toThrow('404');
    expect(server.collab.size.rooms).toBe(0);
  });

  it('[CO16] a right that is lost is lost for the open connection, at the next check or at once', async () => {
    const server = await serve({ limits: { accessEveryMs: 20 } });
    const [ada, ben] = [come(server.url, 'c', 'ada'), come(server.url, 'c', 'ben')];
    await synced(ada, ben);
    server.access.set('ada', { read: true, write: false, moderate: false });
    server.access.set('ben', { read: false, write: false, moderate: false });
    await until(() => ben.stopped() === 4403, 'ben to be shown out');
    draw(ada);
    await until(() => ada.stopped() === 4403, 'the write to be refused');
    const cleo = come(server.url, 'c', 'cleo');
    await synced(cleo);
    server.collab.revoke({ sessionId: 'cleo' });
    await until(() => cleo.stopped() === 4401, 'the session to end');
  });

  it('[CO16] one consult takes so many connections, and so many of one person', async () => {
    const server = await serve({ limits: { connectionsPerRoom: 3, connectionsPerPerson: 2 } });
    for (const id of ['ada', 'ada', 'ben']) {
      const raw = await RawSocket.open(server.port, '/collab/c', id);
      onTestFinished(() => raw.destroy());
    }
    await expect(RawSocket.open(server.port, '/collab/c', 'ben')).rejects.toThrow('503');
  });
});

describe('[CO17] no client slows down the others', () => {
  it('[CO17] one who does not read is dropped at one megabyte waiting, the others notice nothing', async () => {
    const server = await serve({ limits: { sendBufferBytes: 64_000 } });
    const raw = await RawSocket.open(server.port, '/collab/c', 'mallory');
    const [ada, ben] = [come(server.url, 'c', 'ada'), come(server.url, 'c', 'ben')];
    await synced(ada, ben);
    raw.stall();
    const notes = ada.doc.getText(NOTES);
    // The kernel takes some megabytes before anything waits here.
    for (let i = 0; server.refused.length === 0 && i < 200; i++) {
      for (let n = 0; n < 100; n++)
        ada.provider.awareness.setLocalState({ draft: lengthBy('ada', { text: 'x'.repeat(500) }), following: n });
      notes.insert(0, 'x');
      await until(() => ben.doc.getText(NOTES).length === notes.length, 'the honest pair', 2_000);
    }
    expect(server.refused).toEqual([{ personId: 'mallory', consultId: 'c', reason: 'too-slow' }]);
    raw.destroy();
  }, 30_000);

  it('[CO17] a flood is read at the pace at which it can be stored, none of it is lost', async () => {
    const log = new MemoryLog();
    const server = await serve({ log, limits: { uncommittedUpdates: 8, inboxMessages: 16 } });
    const [ada, ben] = [come(server.url, 'c', 'ada'), come(server.url, 'c', 'ben')];
    await synced(ada, ben);
    const notes = ada.doc.getText(NOTES);
    for (let i = 0; i < 2_000; i++) notes.insert(notes.length, 'x');
    await until(() => ben.doc.getText(NOTES).length === 2_000, 'all of it');
    expect(converged(ada, ben)).toBe(true);
  });

  it('[CO17] asking for the whole state again and again closes with 1008', async () => {
    const server = await serve();
    const raw = await RawSocket.open(server.port, '/collab/c', 'mallory');
    for (let i = 0; i < 100; i++) raw.message(Buffer.from([0, 0, 1, 0]));
    await until(() => raw.closeCode === 1008, 'the close');
    expect(raw.closeReason).toBe('rate');
  });

  it('[CO17] a connection that answers no ping is dead after two', async () => {
    const server = await serve({ limits: { pingEveryMs: 20 } });
    const raw = await RawSocket.open(server.port, '/collab/c', 'ada');
    await until(() => raw.closed, 'the end');
    expect(server.refused).toEqual([{ personId: 'ada', consultId: 'c', reason: 'dead' }]);
  });
});
