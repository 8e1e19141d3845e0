import { HIDDEN, LINES, MARKS, MAX_LINES, MAX_MARKS, MAX_NOTES, NOTES } from '#shared/protocol/marks.ts';
import type { DocumentView, Place } from './document.ts';
import { UPDATE_BOUNDS } from './limits.ts';
import { type PlacedStruct, placeStructs } from './place.ts';
import type { RefusalReason } from './ports.ts';
import type { Update } from './update.ts';
import { isMarkKey, isValidValue } from './values.ts';

/** Whose update it is and what they may do. */
export interface Author {
  readonly personId: string;
  readonly write: boolean;
  readonly moderate: boolean;
  /** `bound` to this person for ever; `held` by this person without a struct yet; `free` for this connection to claim; else `foreign`. */
  mayUse(clientId: number): 'bound' | 'held' | 'free' | 'foreign';
  /** Person that a client id is bound to. */
  personOf(clientId: number): string | undefined;
}

export type Verdict =
  /** The document holds all of it already. */
  | { readonly kind: 'nothing' }
  /** It hangs on something that the document does not hold; nothing of it may be applied. */
  | { readonly kind: 'gap' }
  /** May be applied; `binds`: client ids that must be bound to the author before. */
  | { readonly kind: 'apply'; readonly binds: readonly number[]; readonly structs: number }
  | { readonly kind: 'refuse'; readonly reason: RefusalReason };

/**
 * May this person make this change? Pure: reads the document, changes nothing. Invariants of an applied update, shown by property tests:
 * every struct is of a client id bound to the author; every value fits its schema and names the author; all elements under one key of
 * `marks` are of one person; nothing in `lines` is ever deleted; `hidden` is changed by moderators only.
 */
export function judge(update: Update, document: DocumentView, author: Author): Verdict {
  const placing = placeStructs(update, document);
  if (placing.kind === 'gap') return placing;
  const placed = placing.kind === 'placed' ? placing.structs : [];
  const deletes = newDeletes(update, placed, document);
  if (deletes === null) return { kind: 'gap' };
  const writers = update.sections.filter((section) => section.to > document.clockOf(section.client)).map((section) => section.client);
  if (writers.length === 0 && deletes.length === 0) return { kind: 'nothing' };

  const binds: number[] = [];
  let claims = 0;
  for (const client of writers) {
    const use = author.mayUse(client);
    if (use === 'free') claims++;
    if (use === 'foreign' || claims > 1) return refuse('client-id');
    if (use !== 'bound') binds.push(client);
  }
  if (!author.write && !author.moderate) return refuse('role');
  if (placing.kind === 'refused') return refuse(placing.reason);
  const { structs, searches } = placing;
  for (const struct of structs) {
    const reason = judgeInsertion(struct, document, author);
    if (reason !== null) return refuse(reason);
  }
  for (const place of deletes) {
    const reason = judgeDeletion(place, document, author);
    if (reason !== null) return refuse(reason);
  }
  if (searches > UPDATE_BOUNDS.searches || exceedsSize(structs, document)) return refuse('full');
  return { kind: 'apply', binds, structs: structs.length };
}

const refuse = (reason: RefusalReason): Verdict => ({ kind: 'refuse', reason });

function judgeInsertion(struct: PlacedStruct, document: DocumentView, author: Author): RefusalReason | null {
  const { place, content } = struct;
  if (place.root === HIDDEN ? !author.moderate : !author.write) return 'role';
  if (place.root === MARKS && isForeignMark(place, document, author)) return 'not-own';
  if ((place.key !== null && !isMarkKey(place.key)) || (place.root !== NOTES && struct.rightOrigin !== null)) return 'schema';
  if (content.kind === 'deleted') return place.root === LINES ? 'schema' : null;
  if (content.kind === 'text') return place.root === NOTES ? null : 'schema';
  if (content.kind !== 'json') return 'schema';
  return content.values.every((value) => isValidValue(place.root, place.key, value, author.personId)) ? null : 'schema';
}

function judgeDeletion(place: Deletion, document: DocumentView, author: Author): RefusalReason | null {
  if (place.root === HIDDEN) return author.moderate ? null : 'role';
  if (!author.write) return 'role';
  if (place.root === LINES) return 'not-own';
  if (place.root === MARKS) return isForeignMark(place, document, author) ? 'not-own' : null;
  return author.mayUse(place.client) === 'foreign' ? 'not-own' : null;
}

/** A key of `marks` belongs for ever to the person who used it first. */
function isForeignMark(place: Place, document: DocumentView, author: Author): boolean {
  const writer = document.writerOf(MARKS, place.key ?? '');
  return writer !== undefined && author.personOf(writer) !== author.personId;
}

type Deletion = Place & { readonly client: number };

/** Places of what the update deletes and the document still shows, with the client that wrote it; null: names something unknown. */
function newDeletes(update: Update, structs: readonly PlacedStruct[], document: DocumentView): Deletion[] | null {
  const places: Deletion[] = [];
  const arriving = Map.groupBy(structs, (struct) => struct.client);
  const ends = new Map(update.sections.map((section) => [section.client, section.to]));
  const passed = new Map<number, number>();
  for (const { client, clock, length } of update.deletes) {
    const here = document.clockOf(client);
    const end = clock + length;
    if (end > here && end > (ends.get(client) ?? 0)) return null;
    if (clock < here) for (const place of document.living(client, clock, length)) places.push({ ...place, client });
    if (end <= here) continue;
    const own = arriving.get(client) ?? [];
    let next = passed.get(client) ?? 0;
    while (next < own.length && own[next]!.clock + own[next]!.length <= clock) next++;
    for (passed.set(client, next); next < own.length && own[next]!.clock < end; next++) places.push({ ...own[next]!.place, client });
  }
  return places;
}

function exceedsSize(structs: readonly PlacedStruct[], document: DocumentView): boolean {
  let { marks, hidden, lines, notes } = document.size;
  const keys = new Set<string>();
  for (const { place, content, length } of structs) {
    if (place.root === LINES) lines += length;
    else if (place.root === NOTES) notes += content.kind === 'text' ? length : 0;
    else if (place.key !== null && document.writerOf(place.root, place.key) === undefined && !keys.has(place.root + place.key)) {
      keys.add(place.root + place.key);
      if (place.root === MARKS) marks++;
      else hidden++;
    }
  }
  if (structs.length === 0) return false;
  if (document.size.structs + structs.length > UPDATE_BOUNDS.documentStructs) return true;
  return marks > MAX_MARKS || hidden > MAX_MARKS || lines > MAX_LINES || notes > MAX_NOTES;
}
