import { type Accessor, createSignal } from 'solid-js';
import type { Viewer } from '../viewer/api.ts';
import type { Directory } from './directory.ts';
import { chainFrom, type Following, mustLeaveRing, screenOf } from './following.ts';
import type { Others } from './others.ts';
import type { OwnPresence } from './own-presence.ts';

/** `follower` sees what `leader` sees; person ids. */
export interface FollowPair {
  readonly follower: string;
  readonly leader: string;
}

export interface FollowOptions {
  readonly clientId: number;
  readonly personId: string;
  readonly own: OwnPresence;
  readonly others: Others;
  readonly directory: Directory;
  readonly viewer: () => Viewer | null;
}

/** Following: my picture shows the anatomy that the leader sees, until I move it myself. */
export class Follow {
  readonly following: Accessor<Following | null>;
  /** Whom one tap follows again: the leader I left by a gesture; null before the first. */
  readonly last: Accessor<string | null>;
  /** Everybody who follows somebody, me included. */
  readonly pairs: Accessor<readonly FollowPair[]>;
  readonly #options: FollowOptions;
  readonly #setFollowing: (following: Following | null) => void;
  readonly #setLast: (personId: string | null) => void;
  readonly #setPairs: (pairs: readonly FollowPair[]) => void;
  /** The view shown last, as JSON: the leader's pointer moves far more often than their picture. */
  #applied = '';

  constructor(options: FollowOptions) {
    this.#options = options;
    const same = { equals: (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b) };
    const [following, setFollowing] = createSignal<Following | null>(null, same);
    const [last, setLast] = createSignal<string | null>(null);
    const [pairs, setPairs] = createSignal<readonly FollowPair[]>([], same);
    this.following = following;
    this.last = last;
    this.pairs = pairs;
    this.#setFollowing = setFollowing;
    this.#setLast = setLast;
    this.#setPairs = setPairs;
  }

  start(personId: string): void {
    if (personId === this.#options.personId || this.isFollowingMe(personId)) return;
    this.#applied = '';
    this.#setFollowing({ personId, clientId: null });
    this.changed();
  }

  stop(): void {
    const following = this.following();
    if (following === null) return;
    this.#setLast(following.personId);
    this.#setFollowing(null);
    this.#options.own.set({ following: null });
    this.#options.viewer()?.unfollow();
    this.#tellPairs();
  }

  /** True when the person follows me, be it through others: following them would be a ring. */
  isFollowingMe(personId: string): boolean {
    const { directory, others, clientId } = this.#options;
    return directory.person(personId)?.clientIds.some((id) => chainFrom(id, others.states).includes(clientId)) ?? false;
  }

  /** The leader's view, the roster or the viewer changed. */
  changed(): void {
    const { directory, others, own, clientId: me, viewer } = this.#options;
    const following = this.following();
    if (following !== null) {
      const clientId = screenOf(directory.person(following.personId), others.states, following.clientId);
      if (clientId !== null && mustLeaveRing(me, clientId, others.states)) {
        this.stop();
        return;
      }
      if (clientId !== following.clientId) {
        this.#setFollowing({ ...following, clientId });
        own.set({ following: clientId });
      }
      const view = clientId === null ? null : (others.states.get(clientId)?.view ?? null);
      const shown = viewer();
      const json = JSON.stringify(view);
      if (view !== null && shown !== null && json !== this.#applied) {
        this.#applied = json;
        shown.follow(view);
      }
    }
    this.#tellPairs();
  }

  /** The viewer is another one now. */
  viewerChanged(): void {
    this.#applied = '';
    this.changed();
  }

  #tellPairs(): void {
    const { directory, others, personId } = this.#options;
    const pairs: FollowPair[] = [];
    for (const [clientId, { following }] of others.states) {
      const follower = directory.byClient(clientId)?.personId;
      const leader = following === null ? undefined : this.#personAt(following);
      if (follower !== undefined && leader !== undefined) pairs.push({ follower, leader });
    }
    const mine = this.following();
    if (mine !== null) pairs.push({ follower: personId, leader: mine.personId });
    this.#setPairs(pairs);
  }

  #personAt(clientId: number): string | undefined {
    return clientId === this.#options.clientId ? this.#options.personId : this.#options.directory.byClient(clientId)?.personId;
  }
}
