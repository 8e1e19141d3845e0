import { afterEach, describe, expect, it } from 'vitest';
import type { RosterEntry } from '#shared/protocol/events.ts';
import { Reading } from '../../client/collab/reading.ts';
import { drawnLength, FakeViewer, viewAt } from '../../client/collab/testing/fake-viewer.ts';
import { MemoryLog } from '../../server/collab/testing/memory-log.ts';
import { until, webSocketOf } from '../../server/collab/testing/people.ts';
import { CuttableProxy } from '../../server/collab/testing/proxy.ts';
import { startTestServer, type TestServer } from '../../server/collab/testing/server.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Reader {
  readonly id: string;
  readonly reading: Reading;
  readonly viewer: FakeViewer;
}

/** A consult with people in it, their viewers, and the roster that the event wire would bring. */
class Consult {
  readonly readers: Reader[] = [];
  server!: TestServer;
  readonly #moderators: readonly string[];

  constructor(moderators: readonly string[] = []) {
    this.#moderators = moderators;
  }

  async open(): Promise<this> {
    this.server = await startTestServer({ log: new MemoryLog() });
    for (const id of this.#moderators) this.server.access.set(id, { read: true, write: true, moderate: true });
    closing.push(() => this.server.close());
    return this;
  }

  async enter(id: string, url = this.server.url): Promise<Reader> {
    const reading = new Reading({ url, consultId: 'c', personId: id, device: 'desktop', WebSocketPolyfill: webSocketOf(id) });
    const reader = { id, reading, viewer: new FakeViewer() };
    this.readers.push(reader);
    closing.push(() => reading.close());
    reading.bind(reader.viewer);
    await until(
      () =>
        reading.link.synced() && this.server.collab.present('c').some(({ personId, clientIds }) => personId === id && clientIds.length > 0),
      `${id} to be in`,
    );
    this.roster();
    return reader;
  }

  roster(): void {
    const ids = this.server.collab.present('c');
    const people = [...new Set(this.readers.map(({ id }) => id))].map((personId, hue): RosterEntry => {
      const clientIds = [...(ids.find((present) => present.personId === personId)?.clientIds ?? [])];
      return {
        personId,
        name: `Dr ${personId}`,
        role: 'neurologist',
        site: 'Metro',
        hue,
        clientIds,
        moderator: this.#moderators.includes(personId),
        writer: personId !== 'reader',
      };
    });
    for (const { reading } of this.readers) reading.peopleChanged(people);
  }
}

describe('[CO32] marks go from one viewer to the others and back into none twice', () => {
  it('[CO32] a drag is a draft for others, the finished mark theirs to see, undone by its author only', async () => {
    const consult = await new Consult().open();
    const [ada, ben] = [await consult.enter('ada'), await consult.enter('ben')];
    const drawn = drawnLength();
    for (let x = 1; x <= 10; x++)
      ada.viewer.emit('drawing', {
        ...drawn,
        points: [
          [0, 0, 0],
          [x, 0, 0],
        ],
      });
    await until(() => ben.viewer.marks.get(drawn.uid)?.style.draft === true, 'the draft');
    expect(ben.viewer.marks.get(drawn.uid)?.style).toEqual({ hue: 0, authorName: 'Dr ada', own: false, draft: true });
    expect((consult.server.log as MemoryLog).entries.get('c')).toBeUndefined();
    ada.viewer.emit('drawn', drawn);
    await until(() => ben.viewer.marks.get(drawn.uid)?.style.draft === false, 'the finished mark');
    expect(ada.reading.marks.items().map(({ mark }) => [mark.uid, mark.by])).toEqual([[drawn.uid, 'ada']]);
    expect(ada.viewer.marks.get(drawn.uid)?.style.own).toBe(true);
    await until(() => ada.reading.link.save().kind === 'saved', 'the confirmation');
    ben.viewer.actions?.undo();
    ben.viewer.emit('erased', { uid: drawn.uid });
    ben.viewer.emit('drawn', {
      ...drawn,
      points: [
        [0, 0, 0],
        [99, 0, 0],
      ],
    });
    expect(ben.reading.refused()).toBe(drawn.uid);
    ada.viewer.actions?.undo();
    await until(() => !ben.viewer.marks.has(drawn.uid), 'the undo');
    ada.viewer.actions?.redo();
    await until(() => ben.viewer.marks.has(drawn.uid), 'the redo');
    expect((consult.server.log as MemoryLog).entries.get('c')).toHaveLength(3);
    expect(consult.server.refused).toEqual([]);
  });

  it('[CO32] a drawing that is given up goes away; a late joiner sees what is there', async () => {
    const consult = await new Consult().open();
    const [ada, ben] = [await consult.enter('ada'), await consult.enter('ben')];
    const [given, kept] = [drawnLength(), drawnLength()];
    ada.viewer.emit('drawing', given);
    await until(() => ben.viewer.marks.has(given.uid), 'the draft');
    ada.viewer.emit('drawing-ended', { uid: given.uid });
    await until(() => !ben.viewer.marks.has(given.uid), 'the draft to go');
    ada.viewer.emit('drawn', kept);
    await until(() => ben.viewer.marks.has(kept.uid), 'the mark');
    const cleo = await consult.enter('cleo');
    expect([...cleo.viewer.marks.keys()]).toEqual([kept.uid]);
  });

  it("[CO32] a moderator hides another's mark and shows it again; nobody else can", async () => {
    const consult = await new Consult(['ben']).open();
    const [ada, ben] = [await consult.enter('ada'), await consult.enter('ben')];
    const drawn = drawnLength();
    ada.viewer.emit('drawn', drawn);
    await until(() => ben.viewer.marks.has(drawn.uid), 'the mark');
    ada.reading.marks.hide(drawn.uid, '');
    ben.reading.marks.hide(drawn.uid, 'doubtful');
    await until(() => !ada.viewer.marks.has(drawn.uid) && !ben.viewer.marks.has(drawn.uid), 'the hiding');
    expect(ada.reading.marks.items()[0]?.hidden).toMatchObject({ by: 'ben', reason: 'doubtful' });
    ben.reading.marks.unhide(drawn.uid);
    await until(() => ada.viewer.marks.has(drawn.uid), 'the mark again');
    expect(consult.server.refused).toEqual([]);
  });

  it('[CO32] one who may not write writes nothing, and stays connected', async () => {
    const consult = await new Consult().open();
    const reader = await consult.enter('reader');
    expect(reader.viewer.writer).toBe(false);
    reader.viewer.emit('drawn', drawnLength());
    expect(reader.reading.say('hello')).toBe(false);
    expect(reader.reading.link.state().refused).toBeNull();
    expect((consult.server.log as MemoryLog).entries.get('c')).toBeUndefined();
  });
});

describe('[CO33] following goes with the leader until an own gesture', () => {
  it('[CO33] follows at once and on, stops by a gesture, is known to all, and resumes by one tap', async () => {
    const consult = await new Consult().open();
    const [ada, ben, cleo] = [await consult.enter('ada'), await consult.enter('ben'), await consult.enter('cleo')];
    ada.viewer.scrollTo(5);
    ben.reading.follow.start('ada');
    await until(() => ben.viewer.view.centre[2] === 5, "the leader's slice");
    ada.viewer.scrollTo(6);
    await until(() => ben.viewer.view.centre[2] === 6, 'the next slice');
    await until(() => cleo.reading.follow.pairs().length === 1, 'the news');
    expect(cleo.reading.follow.pairs()).toEqual([{ follower: 'ben', leader: 'ada' }]);
    expect(ada.reading.follow.isFollowingMe('ben')).toBe(true);
    ada.reading.follow.start('ben');
    expect(ada.reading.follow.following()).toBeNull();
    const applied = ben.viewer.followed.length;
    ada.viewer.emit('cursor', { at: [1, 1, 6], frameOfReferenceUid: '1.9' });
    await until(() => ben.viewer.cursors.length === 1, 'the pointer');
    expect(ben.viewer.followed).toHaveLength(applied);
    ben.viewer.scrollTo(9);
    expect(ben.reading.follow.following()).toBeNull();
    expect(ben.viewer.unfollowed).toBe(1);
    await until(() => cleo.reading.follow.pairs().length === 0, 'the end');
    ben.reading.follow.start(ben.reading.follow.last()!);
    await until(() => ben.viewer.view.centre[2] === 6, 'the leader again');
  });

  it('[CO33] waits for a leader who loads the page anew, and goes on', async () => {
    const consult = await new Consult().open();
    const [ada, ben] = [await consult.enter('ada'), await consult.enter('ben')];
    ada.viewer.scrollTo(5);
    ben.reading.follow.start('ada');
    await until(() => ben.viewer.view.centre[2] === 5, "the leader's slice");
    ada.reading.close();
    consult.readers.splice(consult.readers.indexOf(ada), 1);
    await until(() => consult.server.collab.present('c').length === 1, 'the leader to leave');
    consult.roster();
    expect(ben.reading.follow.following()).toEqual({ personId: 'ada', clientId: null });
    const again = await consult.enter('ada');
    again.viewer.scrollTo(7);
    await until(() => ben.viewer.view.centre[2] === 7, "the leader's new screen");
  });
});

describe('[CO34] look here asks, and moves nobody', () => {
  it('[CO34] the call is shown to all; who accepts is brought there', async () => {
    const consult = await new Consult().open();
    const [ada, ben] = [await consult.enter('ada'), await consult.enter('ben')];
    ada.viewer.view = viewAt(8);
    expect(ada.reading.lookHere.call()).toBe(true);
    await until(() => ben.reading.lookHere.calls().length === 1, 'the call');
    expect(ben.viewer.pings).toEqual([{ name: 'Dr ada', come: false }]);
    ben.reading.lookHere.accept(ben.reading.lookHere.calls()[0]!);
    expect(ben.viewer.pings).toEqual([
      { name: 'Dr ada', come: false },
      { name: 'Dr ada', come: true },
    ]);
    expect(ben.reading.lookHere.calls()).toEqual([]);
    ada.reading.lookHere.call();
    await until(() => ben.reading.lookHere.calls().length === 1, 'the second call');
    ben.reading.lookHere.dismiss(ben.reading.lookHere.calls()[0]!);
    expect(ben.viewer.pings.filter(({ come }) => come)).toHaveLength(1);
  });
});

describe('[CO35] a cut line loses nothing, and says what is not saved', () => {
  it('[CO35] marks and lines of both sides meet after the cut', async () => {
    const consult = await new Consult().open();
    const proxy = await CuttableProxy.to(consult.server.port);
    closing.push(() => proxy.close());
    const ada = await consult.enter('ada', `ws://127.0.0.1:${proxy.port}/collab`);
    const ben = await consult.enter('ben');
    proxy.cut();
    ada.viewer.emit('drawn', drawnLength());
    ada.reading.say('I cannot hear you');
    ben.viewer.emit('drawn', drawnLength());
    ben.reading.say('Please scroll to the basal ganglia');
    expect(ada.reading.link.save()).toMatchObject({ kind: 'unsaved', count: 2 });
    await until(() => ben.reading.link.save().kind === 'saved', 'the other side to be saved');
    proxy.heal();
    await until(
      () => [ada, ben].every(({ reading }) => reading.marks.items().length === 2 && reading.lines.items().length === 2),
      'all on both sides',
      10_000,
    );
    await until(() => ada.reading.link.save().kind === 'saved' && ada.reading.link.state().up, 'the confirmation');
    expect(ada.viewer.marks.size).toBe(2);
    expect(consult.server.refused.filter(({ reason }) => reason !== 'dead')).toEqual([]);
  });
});
