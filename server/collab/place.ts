import { HIDDEN, LINES, MARKS, NOTES } from '#shared/protocol/marks.ts';
import type { DocumentView, Place, RootName } from './document.ts';
import type { RefusalReason } from './ports.ts';
import type { Id, Section, Struct, Update } from './update.ts';

export interface PlacedStruct extends Struct {
  readonly place: Place;
}

export type Placing =
  | {
      readonly kind: 'placed';
      /** What is new to the document, in an order in which it can be inserted. */
      readonly structs: PlacedStruct[];
      /** How many of them compete with concurrent elements: each of these walks a list when inserted. */
      readonly searches: number;
    }
  | { readonly kind: 'gap' }
  | { readonly kind: 'refused'; readonly reason: RefusalReason };

const IS_MAP: Record<RootName, boolean> = { [MARKS]: true, [HIDDEN]: true, [LINES]: false, [NOTES]: false };

/**
 * Finds the place of everything in an update that is new to the document. A struct that hangs on an element neither in the document nor
 * before it in the update is a gap: Yjs would keep such structs and try them again with every update, at quadratic cost.
 */
export function placeStructs(update: Update, document: DocumentView): Placing {
  const walk = new Walk(document);
  for (const section of update.sections) {
    const known = document.clockOf(section.client);
    if (section.from > known) return { kind: 'gap' };
    if (section.to > known) walk.add(section, known);
  }
  return walk.run();
}

/** Sections are taken up in turns, each as far as its structs find what they hang on. */
class Walk {
  readonly #document: DocumentView;
  readonly #open = new Map<number, { structs: Struct[]; next: number; placed: PlacedStruct[] }>();
  readonly #structs: PlacedStruct[] = [];
  /** Neighbours, and empty places, that something of this update was inserted after. */
  readonly #used = new Set<string>();
  #searches = 0;

  constructor(document: DocumentView) {
    this.#document = document;
  }

  add(section: Section, known: number): void {
    const structs = section.structs.filter((struct) => struct.clock + struct.length > known).map((struct) => beyond(struct, known));
    this.#open.set(section.client, { structs, next: 0, placed: [] });
  }

  run(): Placing {
    for (let moved = true; moved; ) {
      moved = false;
      for (const turn of this.#open.values()) {
        while (turn.next < turn.structs.length) {
          const struct = turn.structs[turn.next]!;
          const place = this.#placeOf(struct);
          if (place === 'gap') break;
          if (place === 'schema') return { kind: 'refused', reason: 'schema' };
          const placed = { ...struct, place };
          turn.placed.push(placed);
          this.#structs.push(placed);
          if (this.#mustSearch(placed)) this.#searches++;
          turn.next++;
          moved = true;
        }
      }
    }
    for (const turn of this.#open.values()) if (turn.next < turn.structs.length) return { kind: 'gap' };
    return { kind: 'placed', structs: this.#structs, searches: this.#searches };
  }

  #placeOf(struct: Struct): Place | 'gap' | 'schema' {
    if (struct.content.kind === 'missing') return 'gap';
    if (struct.origin === null && struct.rightOrigin === null) return placeByName(struct);
    const left = struct.origin === null ? null : this.#find(struct.origin);
    const right = struct.rightOrigin === null ? null : this.#find(struct.rightOrigin);
    if (left === undefined || right === undefined) return 'gap';
    if (left !== null && right !== null && (left.root !== right.root || left.key !== right.key)) return 'schema';
    if (this.#tears(struct)) return 'schema';
    return (left ?? right)!;
  }

  #find(id: Id): Place | undefined {
    if (id.clock < this.#document.clockOf(id.client)) return this.#document.placeOf(id);
    return this.#inUpdate(id)?.place;
  }

  #inUpdate(id: Id): PlacedStruct | undefined {
    const placed = this.#open.get(id.client)?.placed;
    if (placed === undefined) return undefined;
    let low = 0;
    let high = placed.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const struct = placed[middle]!;
      if (id.clock < struct.clock) high = middle - 1;
      else if (id.clock >= struct.clock + struct.length) low = middle + 1;
      else return struct;
    }
    return undefined;
  }

  /** Text is never divided inside a character: Yjs would replace both halves. */
  #tears({ origin, rightOrigin }: Struct): boolean {
    const before = rightOrigin === null || rightOrigin.clock === 0 ? null : { client: rightOrigin.client, clock: rightOrigin.clock - 1 };
    return (origin !== null && this.#document.tears(origin)) || (before !== null && this.#document.tears(before));
  }

  /** False when the left neighbour's next element is the right neighbour: nothing was inserted between them meanwhile. */
  #mustSearch({ origin, rightOrigin, place }: PlacedStruct): boolean {
    const slot = origin === null ? `${place.root} ${place.key ?? ''}` : `${origin.client} ${origin.clock}`;
    if (this.#used.has(slot)) return true;
    this.#used.add(slot);
    if (origin === null) {
      if (rightOrigin !== null) return !this.#document.isFirst(rightOrigin);
      return !this.#document.isEmpty(place);
    }
    if (origin.clock >= this.#document.clockOf(origin.client)) return false;
    const next = this.#document.nextOf(origin);
    if (next === null || rightOrigin === null) return next !== rightOrigin;
    return next.client !== rightOrigin.client || next.clock !== rightOrigin.clock;
  }
}

function placeByName({ root, key }: Struct): Place | 'schema' {
  if (root === null || !Object.hasOwn(IS_MAP, root)) return 'schema';
  const name = root as RootName;
  return IS_MAP[name] === (key !== null) ? { root: name, key } : 'schema';
}

/** The part of a struct that the document does not hold yet. */
function beyond(struct: Struct, known: number): Struct {
  const skip = known - struct.clock;
  if (skip <= 0) return struct;
  const { content } = struct;
  const rest =
    content.kind === 'json'
      ? { ...content, values: content.values.slice(skip) }
      : content.kind === 'text'
        ? { ...content, text: content.text.slice(skip) }
        : content;
  // What is left of it hangs on the part that the document holds.
  const origin = { client: struct.client, clock: known - 1 };
  return { ...struct, clock: known, length: struct.length - skip, origin, root: null, key: null, content: rest };
}
