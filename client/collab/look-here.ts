import { type Accessor, createSignal } from 'solid-js';
import type { Presence } from '#shared/protocol/presence.ts';
import type { Viewer } from '../viewer/api.ts';
import type { Directory } from './directory.ts';
import type { Others } from './others.ts';
import type { OwnPresence } from './own-presence.ts';

/** How long a call to look stands, ms. */
export const CALL_STANDS_MS = 15_000;

/** Somebody asks to look at a spot. */
export interface Call {
  readonly clientId: number;
  readonly personId: string;
  readonly n: number;
}

export interface LookHereOptions {
  readonly own: OwnPresence;
  readonly others: Others;
  readonly directory: Directory;
  readonly viewer: () => Viewer | null;
  /** The picture is about to go where somebody else asked. */
  readonly onCome: () => void;
}

/** "Look here": a spot is pointed out to all; nobody's picture moves unless they agree. */
export class LookHere {
  readonly calls: Accessor<readonly Call[]>;
  readonly #options: LookHereOptions;
  readonly #setCalls: (calls: readonly Call[]) => void;
  /** Number of the last call seen of each connection. */
  readonly #seen = new Map<number, number>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #n = 0;

  constructor(options: LookHereOptions) {
    this.#options = options;
    const [calls, setCalls] = createSignal<readonly Call[]>([]);
    this.calls = calls;
    this.#setCalls = setCalls;
  }

  /** Points at where the pointer is, else at the centre of the picture. False when there is no picture. */
  call(): boolean {
    const { own, viewer } = this.#options;
    const view = viewer()?.currentView() ?? null;
    if (view === null) return false;
    own.set({ ping: { n: ++this.#n, view, at: viewer()?.spot() ?? view.centre } });
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => own.set({ ping: null }), CALL_STANDS_MS);
    return true;
  }

  presenceChanged(clientIds: readonly number[]): void {
    for (const clientId of clientIds) this.#read(clientId, this.#options.others.states.get(clientId)?.ping ?? null);
  }

  /** Goes to the spot. */
  accept(call: Call): void {
    const ping = this.#options.others.states.get(call.clientId)?.ping ?? null;
    this.dismiss(call);
    if (ping === null) return;
    this.#options.onCome();
    this.#options.viewer()?.ping(ping.view, ping.at, this.#options.directory.named(call.personId), true);
  }

  dismiss(call: Call): void {
    this.#setCalls(this.calls().filter((one) => one.clientId !== call.clientId || one.n !== call.n));
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #read(clientId: number, ping: Presence['ping']): void {
    const { directory, viewer } = this.#options;
    const person = directory.byClient(clientId);
    const standing = this.calls().filter((call) => call.clientId !== clientId);
    if (ping === null || person === undefined) {
      if (standing.length < this.calls().length) this.#setCalls(standing);
      return;
    }
    if (ping.n <= (this.#seen.get(clientId) ?? 0)) return;
    this.#seen.set(clientId, ping.n);
    this.#setCalls([...standing, { clientId, personId: person.personId, n: ping.n }]);
    viewer()?.ping(ping.view, ping.at, person, false);
  }
}
