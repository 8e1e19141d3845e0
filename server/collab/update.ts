import { readJsonValue } from './json-value.ts';
import { UPDATE_BOUNDS } from './limits.ts';
import { ByteReader, MalformedError } from './reader.ts';

/** Yjs identifier of one inserted element. */
export interface Id {
  readonly client: number;
  readonly clock: number;
}

export type Content =
  | { readonly kind: 'json'; readonly values: readonly unknown[] }
  | { readonly kind: 'text'; readonly text: string }
  /** Inserted and deleted again before it came here. */
  | { readonly kind: 'deleted' }
  /** Left out: an element of the same client is missing before the next one. */
  | { readonly kind: 'missing' };

/** One insertion. Its parent is named by root and key, or follows from the element left or right of it. */
export interface Struct extends Id {
  readonly length: number;
  readonly origin: Id | null;
  readonly rightOrigin: Id | null;
  readonly root: string | null;
  readonly key: string | null;
  readonly content: Content;
}

/** Consecutive insertions of one client: clocks [from, to). */
export interface Section {
  readonly client: number;
  readonly from: number;
  readonly to: number;
  readonly structs: readonly Struct[];
}

export interface DeleteRange extends Id {
  readonly length: number;
}

export interface Update {
  readonly sections: readonly Section[];
  readonly deletes: readonly DeleteRange[];
}

/** Content references of Yjs 13 (lowest five bits of a struct's info byte) that a consult's document can hold. */
const DELETED = 1;
const STRING = 4;
const ANY = 8;
const SKIP = 10;
const HAS_ORIGIN = 0x80;
const HAS_RIGHT_ORIGIN = 0x40;
const HAS_KEY = 0x20;
/** A struct takes at least an info byte and one of content; a section or delete entry at least two and three bytes. */
const STRUCT_BYTES = 2;
const SECTION_BYTES = 3;

/**
 * Reads a Yjs V1 update without Yjs. Everything that our documents cannot hold (nested types, embeds, formats, subdocuments, binary,
 * legacy JSON, garbage structs) and every count beyond the bytes or the bounds is refused before it is allocated.
 */
export function parseUpdate(bytes: Uint8Array): Update {
  const reader = new ByteReader(bytes);
  const budget = { structs: UPDATE_BOUNDS.structs as number };
  const sections: Section[] = [];
  const seen = new Set<number>();
  for (let left = reader.count(UPDATE_BOUNDS.clients, SECTION_BYTES); left > 0; left--) {
    const section = readSection(reader, budget);
    if (seen.has(section.client)) throw new MalformedError('client named twice');
    seen.add(section.client);
    sections.push(section);
  }
  const deletes = readDeletes(reader);
  reader.end();
  return { sections, deletes };
}

const readClient = (reader: ByteReader): number => reader.varUint(UPDATE_BOUNDS.clientId);
const readClock = (reader: ByteReader): number => reader.varUint(UPDATE_BOUNDS.clock);
const readId = (reader: ByteReader): Id => ({ client: readClient(reader), clock: readClock(reader) });

function readLength(reader: ByteReader): number {
  const length = reader.varUint(UPDATE_BOUNDS.clock);
  if (length === 0) throw new MalformedError('empty struct');
  return length;
}

function readSection(reader: ByteReader, budget: { structs: number }): Section {
  const count = reader.count(budget.structs, STRUCT_BYTES);
  budget.structs -= count;
  const client = readClient(reader);
  const from = readClock(reader);
  const structs: Struct[] = [];
  let clock = from;
  for (let i = 0; i < count; i++) {
    const struct = readStruct(reader, client, clock);
    clock += struct.length;
    if (clock > UPDATE_BOUNDS.clock) throw new MalformedError('clock too large');
    structs.push(struct);
  }
  return { client, from, to: clock, structs };
}

function readStruct(reader: ByteReader, client: number, clock: number): Struct {
  const info = reader.byte();
  const reference = info & 0x1f;
  if (reference === SKIP) {
    return {
      client,
      clock,
      length: readLength(reader),
      origin: null,
      rightOrigin: null,
      root: null,
      key: null,
      content: { kind: 'missing' },
    };
  }
  const origin = info & HAS_ORIGIN ? readId(reader) : null;
  const rightOrigin = info & HAS_RIGHT_ORIGIN ? readId(reader) : null;
  for (const id of [origin, rightOrigin]) {
    if (id !== null && id.client === client && id.clock >= clock) throw new MalformedError('hangs on its own future');
  }
  let root: string | null = null;
  let key: string | null = null;
  if (origin === null && rightOrigin === null) {
    if (reader.varUint(1) !== 1) throw new MalformedError('nested types are not used');
    root = reader.string(UPDATE_BOUNDS.keyBytes);
    if (info & HAS_KEY) key = reader.string(UPDATE_BOUNDS.keyBytes);
  }
  return { client, clock, origin, rightOrigin, root, key, ...readContent(reader, reference) };
}

function readContent(reader: ByteReader, reference: number): { length: number; content: Content } {
  switch (reference) {
    case DELETED:
      return { length: readLength(reader), content: { kind: 'deleted' } };
    case STRING: {
      const text = reader.string(UPDATE_BOUNDS.textBytes);
      if (text.length === 0) throw new MalformedError('empty struct');
      return { length: text.length, content: { kind: 'text', text } };
    }
    case ANY: {
      const length = reader.count(UPDATE_BOUNDS.structs);
      if (length === 0) throw new MalformedError('empty struct');
      const budget = { left: UPDATE_BOUNDS.valuesPerStruct };
      const values: unknown[] = [];
      for (let i = 0; i < length; i++) values.push(readJsonValue(reader, budget));
      return { length, content: { kind: 'json', values } };
    }
    default:
      throw new MalformedError('content that no consult holds');
  }
}

function readDeletes(reader: ByteReader): DeleteRange[] {
  const deletes: DeleteRange[] = [];
  const seen = new Set<number>();
  for (let left = reader.count(UPDATE_BOUNDS.clients, STRUCT_BYTES); left > 0; left--) {
    const client = readClient(reader);
    if (seen.has(client)) throw new MalformedError('client named twice');
    seen.add(client);
    let free = 0;
    for (let ranges = reader.count(UPDATE_BOUNDS.deleteRanges - deletes.length, STRUCT_BYTES); ranges > 0; ranges--) {
      const clock = readClock(reader);
      const length = readLength(reader);
      if (clock < free || clock + length > UPDATE_BOUNDS.clock) throw new MalformedError('delete ranges out of order');
      free = clock + length;
      deletes.push({ client, clock, length });
    }
  }
  return deletes;
}
