import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { HIDDEN, LINES, type Line, MARKS, type Mark, NOTES } from '#shared/protocol/marks.ts';
import { Claims } from './claims.ts';
import { SharedDocument } from './document.ts';
import { type Author, judge, type Verdict } from './judge.ts';
import { UPDATE_BOUNDS } from './limits.ts';
import { MalformedError } from './reader.ts';
import { lengthBy } from './testing/people.ts';
import { Writer } from './testing/writer.ts';
import { parseUpdate } from './update.ts';

const ADA = 11;
const BEN = 22;

/** A document with its claims, as a room holds them; each person writes through one client. */
class Bench {
  readonly document = new SharedDocument();
  readonly claims = new Claims(
    new Map([
      [ADA, 'ada'],
      [BEN, 'ben'],
    ]),
  );

  author(personId: string, over: Partial<Author> = {}): Author {
    return {
      personId,
      write: true,
      moderate: false,
      personOf: (client) => this.claims.personOf(client),
      mayUse: (client) => {
        const person = this.claims.personOf(client);
        return person === undefined ? 'free' : person !== personId ? 'foreign' : this.claims.isBound(client) ? 'bound' : 'held';
      },
      ...over,
    };
  }

  judge(update: Uint8Array, author: Author): Verdict {
    return judge(parseUpdate(update), this.document, author);
  }

  /** What a client with the present state sends for a change. */
  change(client: number, make: (doc: Y.Doc) => void, from: Uint8Array = this.document.encode()): Uint8Array {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, from);
    doc.clientID = client;
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    make(doc);
    return Y.mergeUpdates(updates);
  }

  accept(update: Uint8Array, author: Author): void {
    expect(this.judge(update, author)).toMatchObject({ kind: 'apply' });
    this.document.apply(update);
  }
}

const lineBy = (by: string, over: Partial<Line> = {}): Line => ({
  id: 'line-12345',
  by,
  at: '2026-11-21T12:00:00.000Z',
  text: 'hello',
  ...over,
});
const hiding = (by: string) => ({ by, at: '2026-11-21T12:00:00.000Z', reason: 'doubtful' });
const one = (client: number, struct: Writer) =>
  new Writer()
    .uints(1)
    .append(new Writer().section(client, 0, 1))
    .append(struct)
    .uints(0)
    .bytes();

/** A bench with a mark of Ada's in it. */
function withMark(): { bench: Bench; mark: Mark } {
  const bench = new Bench();
  const mark = lengthBy('ada');
  bench.accept(
    bench.change(ADA, (doc) => doc.getMap(MARKS).set(mark.uid, mark)),
    bench.author('ada'),
  );
  return { bench, mark };
}

describe('[CO5] a person changes and deletes only their own marks', () => {
  it("[CO5] refuses deleting, replacing and out-writing another's mark", () => {
    const { bench, mark } = withMark();
    const ben = bench.author('ben');
    expect(
      bench.judge(
        bench.change(BEN, (doc) => doc.getMap(MARKS).delete(mark.uid)),
        ben,
      ),
    ).toEqual({ kind: 'refuse', reason: 'not-own' });
    const forged = { ...mark, by: 'ben' };
    expect(
      bench.judge(
        bench.change(BEN, (doc) => doc.getMap(MARKS).set(mark.uid, forged)),
        ben,
      ),
    ).toEqual({ kind: 'refuse', reason: 'not-own' });
    // Hanging on nothing, it would win by its higher client id and delete Ada's without naming it.
    expect(bench.judge(one(BEN, new Writer().json(MARKS, mark.uid, forged)), ben)).toEqual({ kind: 'refuse', reason: 'not-own' });
    expect(bench.judge(one(BEN, new Writer().raw([0x21]).uints(1).string(MARKS).string(mark.uid).uints(1)), ben)).toEqual({
      kind: 'refuse',
      reason: 'not-own',
    });
  });

  it('[CO5] not even a moderator: they hide it, and the mark stays', () => {
    const { bench, mark } = withMark();
    const moderator = bench.author('ben', { moderate: true });
    expect(
      bench.judge(
        bench.change(BEN, (doc) => doc.getMap(MARKS).delete(mark.uid)),
        moderator,
      ),
    ).toEqual({ kind: 'refuse', reason: 'not-own' });
    const hide = bench.change(BEN, (doc) => doc.getMap(HIDDEN).set(mark.uid, hiding('ben')));
    expect(bench.judge(hide, bench.author('ben'))).toEqual({ kind: 'refuse', reason: 'role' });
    bench.accept(hide, moderator);
    expect(
      bench.judge(
        bench.change(ADA, (doc) => doc.getMap(HIDDEN).delete(mark.uid)),
        bench.author('ada'),
      ),
    ).toEqual({ kind: 'refuse', reason: 'role' });
    bench.accept(
      bench.change(BEN, (doc) => doc.getMap(HIDDEN).delete(mark.uid)),
      moderator,
    );
  });

  it("[CO5] an erased mark's key stays its author's", () => {
    const { bench, mark } = withMark();
    bench.accept(
      bench.change(ADA, (doc) => doc.getMap(MARKS).delete(mark.uid)),
      bench.author('ada'),
    );
    const again = bench.change(BEN, (doc) => doc.getMap(MARKS).set(mark.uid, { ...mark, by: 'ben' }));
    expect(bench.judge(again, bench.author('ben'))).toEqual({ kind: 'refuse', reason: 'not-own' });
  });

  it('[CO5] accepts own changes, undo included, and offline work with its deleted versions', () => {
    const { bench, mark } = withMark();
    const offline = new Y.Doc();
    Y.applyUpdate(offline, bench.document.encode());
    offline.clientID = ADA;
    const marks = offline.getMap(MARKS);
    const undo = new Y.UndoManager(marks, { captureTimeout: 0 });
    for (const x of [1, 2, 3])
      marks.set(mark.uid, {
        ...mark,
        points: [
          [0, 0, 0],
          [x, 0, 0],
        ],
      });
    undo.undo();
    marks.set('mark-own-2', lengthBy('ada', { uid: 'mark-own-2' }));
    marks.delete('mark-own-2');
    undo.undo();
    bench.accept(Y.encodeStateAsUpdate(offline, bench.document.stateVector()), bench.author('ada'));
    expect(bench.document.doc.getMap(MARKS).toJSON()).toEqual(marks.toJSON());
  });
});

describe('[CO6] structs pass only under client ids of the person', () => {
  it('[CO6] foreign ids are refused, past own ids are not, and at most one unused id is claimed', () => {
    const bench = new Bench();
    const set = (client: number) =>
      bench.change(client, (doc) => doc.getText(NOTES).insert(0, 'x'), new Y.Doc() && Y.encodeStateAsUpdate(new Y.Doc()));
    expect(bench.judge(set(BEN), bench.author('ada'))).toEqual({ kind: 'refuse', reason: 'client-id' });
    expect(bench.judge(set(99), bench.author('ada'))).toMatchObject({ kind: 'apply', binds: [99] });
    expect(bench.judge(Y.mergeUpdates([set(98), set(99)]), bench.author('ada'))).toEqual({ kind: 'refuse', reason: 'client-id' });
    bench.claims.bind(98, 'ada');
    expect(bench.judge(Y.mergeUpdates([set(98), set(99)]), bench.author('ada'))).toMatchObject({ kind: 'apply', binds: [99] });
  });

  it('[CO6] what the document holds already is not judged: a re-connecting client sends its whole delete set', () => {
    const { bench, mark } = withMark();
    bench.accept(
      bench.change(ADA, (doc) => doc.getMap(MARKS).delete(mark.uid)),
      bench.author('ada'),
    );
    expect(bench.judge(bench.document.encode(), bench.author('ben', { write: false }))).toEqual({ kind: 'nothing' });
  });

  it('[CO6] the new part of a struct that is half known is judged', () => {
    const bench = new Bench();
    const doc = new Y.Doc();
    doc.clientID = ADA;
    doc.getArray(LINES).push([lineBy('ada')]);
    bench.accept(Y.encodeStateAsUpdate(doc), bench.author('ada'));
    doc.getArray(LINES).push([lineBy('ada', { text: 'more' })]);
    const merged = Y.encodeStateAsUpdate(doc);
    expect(parseUpdate(merged).sections[0]?.structs).toHaveLength(1);
    bench.accept(merged, bench.author('ada'));
    doc.getArray(LINES).push([lineBy('ben')]);
    expect(bench.judge(Y.encodeStateAsUpdate(doc), bench.author('ada'))).toEqual({ kind: 'refuse', reason: 'schema' });
  });
});

describe('[CO7] every value fits its schema before anyone sees it', () => {
  it.each([
    ['a mark of somebody else', (m: Mark) => ({ ...m, by: 'ben' })],
    ['a mark kept under another uid', (m: Mark) => ({ ...m, uid: 'mark-other-1' })],
    ['one point too few', (m: Mark) => ({ ...m, points: [[0, 0, 0]] })],
    [
      'a point beyond ten metres',
      (m: Mark) => ({
        ...m,
        points: [
          [0, 0, 0],
          [10_001, 0, 0],
        ],
      }),
    ],
    ['a field that is not known', (m: Mark) => ({ ...m, url: 'http://elsewhere' })],
    ['a tool that is not known', (m: Mark) => ({ ...m, tool: 'Laser' })],
    ['text beyond its length', (m: Mark) => ({ ...m, text: 'x'.repeat(501) })],
    ['null', () => null],
  ])('[CO7] refuses %s', (_name, spoil) => {
    const bench = new Bench();
    const mark = lengthBy('ada');
    const update = one(ADA, new Writer().json(MARKS, mark.uid, spoil(mark)));
    expect(bench.judge(update, bench.author('ada'))).toEqual({ kind: 'refuse', reason: 'schema' });
  });

  it('[CO7] refuses unknown roots, reserved keys, and values where they do not belong', () => {
    const bench = new Bench();
    const ada = bench.author('ada');
    for (const struct of [
      new Writer().json('other', 'mark-1234', lengthBy('ada')),
      new Writer().json(MARKS, '__proto__', lengthBy('ada', { uid: '__proto__' })),
      new Writer().json(MARKS, 'toString', lengthBy('ada', { uid: 'toString' })),
      new Writer().json(MARKS, null, lengthBy('ada')),
      new Writer().json(LINES, 'mark-1234', lineBy('ada')),
      new Writer().json(NOTES, null, 'text'),
      new Writer().text(LINES, 'text'),
    ]) {
      expect(bench.judge(one(ADA, struct), ada)).toEqual({ kind: 'refuse', reason: 'schema' });
    }
  });

  it('[CO7] lines are only ever added, at the end, each by its author', () => {
    const bench = new Bench();
    const ada = bench.author('ada');
    bench.accept(
      bench.change(ADA, (doc) => doc.getArray(LINES).push([lineBy('ada')])),
      ada,
    );
    expect(
      bench.judge(
        bench.change(ADA, (doc) => doc.getArray(LINES).insert(0, [lineBy('ada')])),
        ada,
      ),
    ).toEqual({ kind: 'refuse', reason: 'schema' });
    expect(
      bench.judge(
        bench.change(ADA, (doc) => doc.getArray(LINES).delete(0)),
        ada,
      ),
    ).toEqual({ kind: 'refuse', reason: 'not-own' });
    expect(
      bench.judge(
        bench.change(BEN, (doc) => doc.getArray(LINES).push([lineBy('ada')])),
        bench.author('ben'),
      ),
    ).toEqual({ kind: 'refuse', reason: 'schema' });
    bench.accept(
      bench.change(BEN, (doc) => doc.getArray(LINES).push([lineBy('ben')])),
      bench.author('ben'),
    );
  });

  it('[CO7] notes take plain text from all who may write; one deletes only what one wrote', () => {
    const bench = new Bench();
    bench.accept(
      bench.change(ADA, (doc) => doc.getText(NOTES).insert(0, 'onset 😀 08:10')),
      bench.author('ada'),
    );
    bench.accept(
      bench.change(BEN, (doc) => doc.getText(NOTES).insert(5, '!')),
      bench.author('ben'),
    );
    expect(
      bench.judge(
        bench.change(BEN, (doc) => doc.getText(NOTES).delete(0, 3)),
        bench.author('ben'),
      ),
    ).toEqual({ kind: 'refuse', reason: 'not-own' });
    expect(() =>
      bench.judge(
        bench.change(BEN, (doc) => doc.getText(NOTES).format(0, 3, { bold: true })),
        bench.author('ben'),
      ),
    ).toThrow(MalformedError);
    bench.accept(
      bench.change(BEN, (doc) => doc.getText(NOTES).delete(5, 1)),
      bench.author('ben'),
    );
    // Between the two halves of the emoji: both would turn into U+FFFD.
    expect(
      bench.judge(
        bench.change(BEN, (doc) => doc.getText(NOTES).insert(7, 'x')),
        bench.author('ben'),
      ),
    ).toEqual({ kind: 'refuse', reason: 'schema' });
  });

  it('[CO7] somebody who may not write writes nothing', () => {
    const bench = new Bench();
    const reader = bench.author('ada', { write: false });
    expect(
      bench.judge(
        bench.change(ADA, (doc) => doc.getText(NOTES).insert(0, 'x')),
        reader,
      ),
    ).toEqual({ kind: 'refuse', reason: 'role' });
  });
});

describe('[CO8] what hangs on something unknown is not kept', () => {
  it('[CO8] gaps in clocks, unknown neighbours and unknown deletes', () => {
    const bench = new Bench();
    const ada = bench.author('ada');
    const late = new Writer()
      .uints(1)
      .append(new Writer().section(ADA, 7, 1).text(NOTES, 'x'))
      .uints(0)
      .bytes();
    const orphan = new Writer()
      .uints(1)
      .append(new Writer().section(ADA, 0, 1).raw([0x84]).uints(500, 1).string('x'))
      .uints(0)
      .bytes();
    const unknown = new Writer().uints(0, 1, 500, 1, 0, 3).bytes();
    for (const update of [late, orphan, unknown]) expect(bench.judge(update, ada)).toEqual({ kind: 'gap' });
  });

  it('[CO8] structs of two own clients that wait for each other are a gap, not an endless loop', () => {
    const bench = new Bench();
    bench.claims.bind(12, 'ada');
    const waits = (client: number, on: number) =>
      new Writer().section(client, 0, 2).raw([0x84]).uints(on, 1).string('x').raw([0x84]).uints(client, 0).string('y');
    expect(bench.judge(new Writer().uints(2).append(waits(ADA, 12)).append(waits(12, ADA)).uints(0).bytes(), bench.author('ada'))).toEqual({
      kind: 'gap',
    });
  });
});

describe('[CO9] no accepted update takes the event loop for long', () => {
  /** Judges and applies; answers how long that took, ms. */
  function time(bench: Bench, update: Uint8Array, author: Author, expected: Verdict['kind']): number {
    const started = performance.now();
    const verdict = bench.judge(update, author);
    expect(verdict.kind).toBe(expected);
    if (verdict.kind === 'apply') bench.document.apply(update, verdict.structs);
    return performance.now() - started;
  }
  const section = (client: number, from: number, count: number, struct: (writer: Writer, i: number) => void): Uint8Array => {
    const writer = new Writer().uints(1).append(new Writer().section(client, from, count));
    for (let i = 0; i < count; i++) struct(writer, i);
    return writer.uints(0).bytes();
  };
  const hanging = (client: number, clock: number) => new Writer().raw([0x84]).uints(client, clock).string('a');

  it('[CO9] thousands of elements that all want one place are refused', () => {
    const bench = new Bench();
    const crowd = section(BEN, 0, UPDATE_BOUNDS.searches + 2, (writer) => writer.text(NOTES, 'a'));
    expect(time(bench, crowd, bench.author('ben'), 'refuse')).toBeLessThan(250);
  });

  it('[CO9] the dearest updates within the bounds, in the fullest document', () => {
    const bench = new Bench();
    // Versions of two marks in turns: their tombstones cannot be merged, so that a search walks half of the document.
    let written = 0;
    while (written < UPDATE_BOUNDS.documentStructs - UPDATE_BOUNDS.structs) {
      const from = written;
      const update = section(ADA, from, UPDATE_BOUNDS.structs, (writer, i) => {
        if (from + i < 2) writer.raw([0x21]).uints(1).string(MARKS).string(`mark-own-${i}`).uints(1);
        else
          writer
            .raw([0x81])
            .uints(ADA, from + i - 2)
            .uints(1);
      });
      time(bench, update, bench.author('ada'), 'apply');
      written += UPDATE_BOUNDS.structs;
    }
    expect(
      time(
        new Bench(),
        section(BEN, 0, UPDATE_BOUNDS.structs, (writer, i) => (i === 0 ? writer.text(NOTES, 'a') : writer.append(hanging(BEN, i - 1)))),
        bench.author('ben'),
        'apply',
      ),
    ).toBeLessThan(400);
    const dearest = section(ADA, written, UPDATE_BOUNDS.searches, (writer) =>
      writer.raw([0x21]).uints(1).string(MARKS).string('mark-own-0').uints(1),
    );
    expect(time(bench, dearest, bench.author('ada'), 'apply')).toBeLessThan(400);
  });
});

describe('[CO10] whatever is accepted, the invariants of the document hold', () => {
  it('[CO10] over random honest and dishonest changes', () => {
    const step = fc.record({
      who: fc.constantFrom('ada', 'ben'),
      client: fc.constantFrom(ADA, BEN, 31, 32),
      by: fc.constantFrom('ada', 'ben'),
      key: fc.nat(3),
      kind: fc.nat(7),
      stale: fc.boolean(),
      moderate: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const bench = new Bench();
        const empty = bench.document.encode();
        const everLines: unknown[] = [];
        for (const { who, client, by, key, kind, stale, moderate } of steps) {
          const uid = `mark-000${key}`;
          const update = bench.change(
            client,
            (doc) => {
              const marks = doc.getMap(MARKS);
              if (kind <= 2) marks.set(uid, lengthBy(by, { uid }));
              else if (kind === 3) marks.delete(uid);
              else if (kind === 4) doc.getArray(LINES).push([lineBy(by)]);
              else if (kind === 5) doc.getMap(HIDDEN).set(uid, hiding(by));
              else if (kind === 6) doc.getText(NOTES).insert(0, by);
              else if (doc.getArray(LINES).length > 0) doc.getArray(LINES).delete(0, 1);
            },
            // A stale client may try to write clocks that are taken: those are then nothing new.
            stale ? empty : bench.document.encode(),
          );
          if (update.length <= 2) continue;
          const author = bench.author(who, { moderate });
          const verdict = bench.judge(update, author);
          if (verdict.kind !== 'apply') continue;
          for (const id of verdict.binds) bench.claims.bind(id, who);
          const hiddenBefore = JSON.stringify(bench.document.doc.getMap(HIDDEN).toJSON());
          bench.document.apply(update);
          if (!moderate) expect(JSON.stringify(bench.document.doc.getMap(HIDDEN).toJSON())).toBe(hiddenBefore);
          expect(bench.document.doc.store.pendingStructs).toBeNull();
          for (const [uidNow, value] of Object.entries(bench.document.doc.getMap(MARKS).toJSON() as Record<string, Mark>)) {
            expect(bench.claims.personOf(bench.document.writerOf(MARKS, uidNow)!)).toBe(value.by);
            expect(value.uid).toBe(uidNow);
          }
          const lines = bench.document.doc.getArray(LINES).toArray();
          expect(lines.length).toBeGreaterThanOrEqual(everLines.length);
          everLines.splice(0, everLines.length, ...lines);
        }
      }),
      { numRuns: 300, seed: 20244 },
    );
  });
});
