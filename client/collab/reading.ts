import { type Accessor, createSignal } from 'solid-js';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { RosterEntry } from '#shared/protocol/events.ts';
import type { Presence } from '#shared/protocol/presence.ts';
import type { Viewer } from '../viewer/api.ts';
import { Directory, type Named } from './directory.ts';
import { Follow } from './follow.ts';
import { Lines } from './lines.ts';
import { Link } from './link.ts';
import { LookHere } from './look-here.ts';
import { Marks } from './marks.ts';
import { Others } from './others.ts';
import { OwnPresence } from './own-presence.ts';
import { ViewerBinding } from './viewer-binding.ts';

export interface ReadingOptions {
  readonly url: string;
  readonly consultId: string;
  readonly personId: string;
  readonly device: Presence['device'];
  /** Server clock minus this device's, ms. */
  readonly clockOffset?: () => number;
  readonly WebSocketPolyfill?: typeof WebSocket;
}

/** Reading one consult together with others: everything shared, headless. */
export class Reading {
  readonly link: Link;
  readonly marks: Marks;
  readonly lines: Lines;
  readonly follow: Follow;
  readonly lookHere: LookHere;
  /** What each mark measures, by uid; null while only a preview is there. */
  readonly measured: Accessor<ReadonlyMap<string, string | null>>;
  /** Uid of a mark that could not be kept, the last one. */
  readonly refused: Accessor<string | null>;
  readonly #options: ReadingOptions;
  readonly #doc = new Y.Doc();
  readonly #awareness = new Awareness(this.#doc);
  readonly #directory = new Directory();
  readonly #own: OwnPresence;
  readonly #others: Others;
  readonly #setMeasured: (measured: ReadonlyMap<string, string | null>) => void;
  readonly #setRefused: (uid: string | null) => void;
  #viewer: Viewer | null = null;
  #binding: ViewerBinding | null = null;

  constructor(options: ReadingOptions) {
    this.#options = options;
    const [measured, setMeasured] = createSignal<ReadonlyMap<string, string | null>>(new Map());
    const [refused, setRefused] = createSignal<string | null>(null);
    this.measured = measured;
    this.refused = refused;
    this.#setMeasured = setMeasured;
    this.#setRefused = setRefused;
    this.#own = new OwnPresence(this.#awareness, options.device);
    this.#others = new Others(this.#awareness, (clientIds) => this.#presenceChanged(clientIds));
    this.marks = new Marks({
      doc: this.#doc,
      personId: options.personId,
      now: () => this.now(),
      may: () => this.#may(),
      onChange: (uids) => this.#binding?.marksChanged(uids),
    });
    this.lines = new Lines(this.#doc);
    const shared = { own: this.#own, others: this.#others, directory: this.#directory, viewer: () => this.#viewer };
    this.follow = new Follow({ ...shared, clientId: this.#doc.clientID, personId: options.personId });
    this.lookHere = new LookHere({ ...shared, onCome: () => this.follow.stop() });
    this.link = new Link({ ...options, doc: this.#doc, awareness: this.#awareness });
  }

  /** Server time as well as it is known. */
  now(): Date {
    return new Date(Date.now() + (this.#options.clockOffset?.() ?? 0));
  }

  named(personId: string): Named {
    return this.#directory.named(personId);
  }

  /** Says something in the text line. */
  say(text: string): boolean {
    return this.#may().writer && this.lines.say(this.#options.personId, text, this.now());
  }

  /** Shows everything shared in this viewer, and shares what happens in it; until the next one, or null. */
  bind(viewer: Viewer | null): void {
    this.#binding?.close();
    this.#binding = null;
    this.#viewer = viewer;
    if (viewer !== null) {
      this.#binding = new ViewerBinding({
        viewer,
        personId: this.#options.personId,
        marks: this.marks,
        own: this.#own,
        others: this.#others,
        directory: this.#directory,
        onGesture: () => this.follow.stop(),
        onMeasured: (uid, value) => this.#setMeasured(new Map(this.measured()).set(uid, value)),
        onRefused: (uid) => this.#setRefused(uid),
      });
      this.#tellWriter();
    }
    this.follow.viewerChanged();
  }

  /** The roster changed. `authors`: people of this consult who are not here now, as far as they are known. */
  peopleChanged(people: readonly RosterEntry[], authors: readonly (Named & { personId: string })[] = []): void {
    const fresh = this.#directory.update(people, authors);
    this.#tellWriter();
    this.#binding?.peopleChanged(fresh);
    this.follow.changed();
    this.lookHere.presenceChanged([...this.#others.states.keys()]);
  }

  jumpTo(uid: string): void {
    const item = this.marks.get(uid);
    if (item === undefined) return;
    this.follow.stop();
    this.#viewer?.jumpTo(item.mark);
  }

  /** Erases an own mark, here and for all. */
  erase(uid: string): void {
    this.marks.erase(uid);
    this.#binding?.marksChanged([uid]);
  }

  close(): void {
    this.bind(null);
    this.#own.close();
    this.lookHere.close();
    this.link.close();
    this.marks.close();
    this.#awareness.destroy();
    this.#doc.destroy();
  }

  #presenceChanged(clientIds: readonly number[]): void {
    this.#binding?.presenceChanged(clientIds);
    this.follow.changed();
    this.lookHere.presenceChanged(clientIds);
  }

  #may(): { writer: boolean; moderator: boolean } {
    return this.#directory.person(this.#options.personId) ?? { writer: false, moderator: false };
  }

  #tellWriter(): void {
    this.#viewer?.setWriter(this.#may().writer);
  }
}
