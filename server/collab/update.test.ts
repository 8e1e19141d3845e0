import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { HIDDEN, LINES, MARKS, NOTES } from '#shared/protocol/marks.ts';
import { ownTime } from '../testing/own-time.ts';
import { UPDATE_BOUNDS } from './limits.ts';
import { MalformedError } from './reader.ts';
import { Writer } from './testing/writer.ts';
import { parseUpdate } from './update.ts';

const parse = (bytes: Uint8Array) => () => parseUpdate(bytes);

describe('[CO3] an update is read with own bounds before Yjs sees it', () => {
  it.each([
    ['nothing at all', []],
    ['2^31 clients', [0x80, 0x80, 0x80, 0x80, 0x08]],
    ['2^24 structs in seven bytes', [1, 0x80, 0x80, 0x80, 0x08, 1, 0]],
    ['2^30 deletes', [0, 1, 1, 0x80, 0x80, 0x80, 0x80, 0x04]],
    ['bytes after the end', [0, 0, 0]],
    ['a garbage struct', [1, 1, 1, 0, 0, 5, 0]],
    ['a nested type', [1, 1, 1, 0, 7, 1, 1, 0x61, 1, 0]],
    ['a number that never ends', Array(20).fill(0xff)],
  ])('[CO3] %s is malformed, at once and without allocating', (_name, bytes) => {
    const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
    const took = ownTime();
    expect(parse(Uint8Array.from(bytes as number[]))).toThrow(MalformedError);
    expect(took()).toBeLessThan(50);
    expect(process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed - before).toBeLessThan(8e6);
  });

  it('[CO3] a client named twice, an empty struct and ranges out of order are malformed', () => {
    const text = (client: number) => new Writer().section(client, 0, 1).text(NOTES, 'a');
    expect(parse(new Writer().uints(2).append(text(1)).append(text(1)).uints(0).bytes())).toThrow('twice');
    expect(
      parse(
        new Writer()
          .uints(1)
          .append(new Writer().section(1, 0, 1).text(NOTES, ''))
          .uints(0)
          .bytes(),
      ),
    ).toThrow('empty');
    expect(parse(new Writer().uints(0, 1, 7, 2, 5, 1, 2, 1).bytes())).toThrow('order');
    expect(parse(new Writer().uints(0, 1, 7, 2, 5, 3, 6, 1).bytes())).toThrow('order');
  });

  it('[CO3] an element that hangs on its own future is malformed', () => {
    const ahead = new Writer().section(9, 0, 1).raw([0x84]).uints(9, 5).string('x');
    expect(parse(new Writer().uints(1).append(ahead).uints(0).bytes())).toThrow('future');
  });

  it('[CO3] values that JSON cannot say are malformed', () => {
    for (const value of [
      [127],
      [122, 0, 0, 0, 0, 0, 0, 0, 1],
      [116, 1, 1],
      [123, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0],
      [118, 1, 9, ...Buffer.from('__proto__'), 126],
      [118, 2, 1, 97, 126, 1, 97, 126],
    ]) {
      const any = new Writer().section(9, 0, 1).uints(8, 1).string(LINES).uints(1).raw(value);
      expect(parse(new Writer().uints(1).append(any).uints(0).bytes())).toThrow(MalformedError);
    }
  });

  it('[CO3] nothing but MalformedError comes out of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          parseUpdate(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError);
        }
      }),
      { numRuns: 5_000, seed: 20241 },
    );
  });

  it('[CO3] mutations of real updates are read as Yjs reads them, or refused', () => {
    const doc = new Y.Doc();
    doc.clientID = 77;
    doc.getArray(LINES).push([{ a: [1, 2.5, null, true, 'ü'] }, 'b']);
    doc.getMap(MARKS).set('mark-1234', { x: -70000 });
    doc.getText(NOTES).insert(0, 'hello');
    doc.getText(NOTES).delete(1, 2);
    const real = Y.encodeStateAsUpdate(doc);
    fc.assert(
      fc.property(fc.nat(real.length - 1), fc.nat(255), (at, value) => {
        const bytes = real.slice();
        bytes[at] = value;
        let ours: ReturnType<typeof parseUpdate>;
        try {
          ours = parseUpdate(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError);
          return;
        }
        expect(shape(ours)).toEqual(shapeByYjs(bytes));
      }),
      { numRuns: 4_000, seed: 20242 },
    );
  });
});

describe('[CO4] every update that our documents give rise to is read as Yjs reads it', () => {
  it('[CO4] over random edits, with and without garbage collection', () => {
    const edit = fc.record({
      kind: fc.nat(6),
      key: fc.nat(5),
      value: fc.jsonValue({ maxDepth: 4 }),
      text: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
      at: fc.nat(20),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 30 }), fc.boolean(), (edits, gc) => {
        const doc = new Y.Doc({ gc });
        const updates: Uint8Array[] = [];
        doc.on('update', (update: Uint8Array) => updates.push(update));
        for (const { kind, key, value, text, at } of edits) {
          const lines = doc.getArray(LINES);
          const notes = doc.getText(NOTES);
          if (kind <= 1) doc.getMap(MARKS).set(`mark-000${key}`, value);
          else if (kind === 2) doc.getMap(MARKS).delete(`mark-000${key}`);
          else if (kind === 3) lines.push([value, text]);
          else if (kind === 4) doc.getMap(HIDDEN).set(`mark-000${key}`, value);
          else if (kind === 5) notes.insert(Math.min(at, notes.length), text);
          else if (notes.length > 0) notes.delete(Math.min(at, notes.length - 1), 1);
        }
        for (const update of [...updates, Y.encodeStateAsUpdate(doc)]) expect(shape(parseUpdate(update))).toEqual(shapeByYjs(update));
      }),
      { numRuns: 300, seed: 20243 },
    );
  });

  it('[CO4] the largest update the bounds let through takes the event loop for a fraction of a second', () => {
    const writer = new Writer().uints(1).append(new Writer().section(5, 0, UPDATE_BOUNDS.structs));
    for (let i = 0; i < UPDATE_BOUNDS.structs; i++) writer.text(NOTES, 'a');
    const bytes = writer.uints(0).bytes();
    const took = ownTime();
    parseUpdate(bytes);
    expect(took()).toBeLessThan(250);
  });
});

/** What both readers must agree on. */
function shape(update: ReturnType<typeof parseUpdate>) {
  return {
    structs: update.sections.flatMap(({ structs }) =>
      structs.map(({ client, clock, length, origin, rightOrigin, root, key, content }) => ({
        id: [client, clock, length],
        origin: origin === null ? null : [origin.client, origin.clock],
        rightOrigin: rightOrigin === null ? null : [rightOrigin.client, rightOrigin.clock],
        root,
        key,
        content: content.kind === 'json' ? content.values : content.kind === 'text' ? content.text : content.kind,
      })),
    ),
    deletes: update.deletes.map(({ client, clock, length }) => [client, clock, length]),
  };
}

function shapeByYjs(bytes: Uint8Array) {
  const { structs, ds } = Y.decodeUpdate(bytes);
  return {
    structs: structs.map((struct) => {
      const id = [struct.id.client, struct.id.clock, struct.length];
      if (!(struct instanceof Y.Item)) return { id, origin: null, rightOrigin: null, root: null, key: null, content: 'missing' };
      const { origin, rightOrigin, parent, parentSub, content } = struct;
      return {
        id,
        origin: origin === null ? null : [origin.client, origin.clock],
        rightOrigin: rightOrigin === null ? null : [rightOrigin.client, rightOrigin.clock],
        root: typeof parent === 'string' ? parent : null,
        key: parentSub,
        content: content instanceof Y.ContentAny ? content.arr : content instanceof Y.ContentString ? content.str : 'deleted',
      };
    }),
    deletes: [...ds.clients].flatMap(([client, ranges]) => ranges.map(({ clock, len }) => [client, clock, len])),
  };
}
