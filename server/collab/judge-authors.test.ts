import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { HIDDEN, LINES, MARKS, NOTES } from '#shared/protocol/marks.ts';
import { ADA, BEN, Bench, hiding, lineBy, one, withMark } from './testing/bench.ts';
import { lengthBy } from './testing/people.ts';
import { Writer } from './testing/writer.ts';
import { parseUpdate } from './update.ts';

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
