import { expect } from 'vitest';
import * as Y from 'yjs';
import { type Line, MARKS, type Mark } from '#shared/protocol/marks.ts';
import { Claims } from '../claims.ts';
import { SharedDocument } from '../document.ts';
import { type Author, judge, type Verdict } from '../judge.ts';
import { parseUpdate } from '../update.ts';
import { lengthBy } from './people.ts';
import { Writer } from './writer.ts';

export const ADA = 11;
export const BEN = 22;

/** A document with its claims, as a room holds them; each person writes through one client. */
export class Bench {
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

export const lineBy = (by: string, over: Partial<Line> = {}): Line => ({
  id: 'line-12345',
  by,
  at: '2026-11-21T12:00:00.000Z',
  text: 'hello',
  ...over,
});
export const hiding = (by: string) => ({ by, at: '2026-11-21T12:00:00.000Z', reason: 'doubtful' });
/** An update with this one struct. */
export const one = (client: number, struct: Writer) =>
  new Writer()
    .uints(1)
    .append(new Writer().section(client, 0, 1))
    .append(struct)
    .uints(0)
    .bytes();

/** A bench with a mark of Ada's in it. */
export function withMark(): { bench: Bench; mark: Mark } {
  const bench = new Bench();
  const mark = lengthBy('ada');
  bench.accept(
    bench.change(ADA, (doc) => doc.getMap(MARKS).set(mark.uid, mark)),
    bench.author('ada'),
  );
  return { bench, mark };
}
