import { type Accessor, createEffect, createMemo, on, onCleanup } from 'solid-js';
import type { RosterEntry } from '#shared/protocol/events.ts';
import type { Presence } from '#shared/protocol/presence.ts';
import type { Plane } from '../../app/events.ts';
import type { Named } from '../../collab/directory.ts';
import { Reading } from '../../collab/reading.ts';
import type { Viewer } from '../../viewer/api.ts';

export interface TogetherOptions {
  readonly consultId: string;
  readonly me: { readonly personId: string };
  /** The consult's roster as the event wire tells it. */
  readonly people: Accessor<readonly RosterEntry[]>;
  /** Authors who are not here now, as far as the server names them. */
  readonly authors?: Accessor<readonly (Named & { personId: string })[]>;
  /** Null until the viewer is ready. */
  readonly viewer: Accessor<Viewer | null>;
  /** Server clock minus this device's, ms. */
  readonly clockOffset: Accessor<number>;
  /** `wss://host/collab`; the page's own host unless a test says otherwise. */
  readonly url?: string;
  readonly WebSocketPolyfill?: typeof WebSocket;
}

/** What the panels of reading together need. */
export interface Together {
  readonly reading: Reading;
  readonly personId: string;
  readonly people: Accessor<readonly RosterEntry[]>;
  readonly viewer: Accessor<Viewer | null>;
  /** My own entry; undefined until the roster has come. */
  readonly self: Accessor<RosterEntry | undefined>;
  /** State of this wire, for its dot. */
  readonly plane: Accessor<Plane>;
}

/** Joins the consult's shared document; leaves with its owner. Keys: `f` follows or stops, `.` is Look here. */
export function createTogether(options: TogetherOptions): Together {
  const reading = new Reading({
    url: options.url ?? `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/collab`,
    consultId: options.consultId,
    personId: options.me.personId,
    device: deviceOf(),
    clockOffset: options.clockOffset,
    ...(options.WebSocketPolyfill === undefined ? {} : { WebSocketPolyfill: options.WebSocketPolyfill }),
  });
  createEffect(on([options.people, options.authors ?? (() => [])], ([people, authors]) => reading.peopleChanged(people, authors)));
  createEffect(on(options.viewer, (viewer) => reading.bind(viewer)));
  const self = createMemo(() => options.people().find(({ personId }) => personId === options.me.personId));
  const plane = createMemo<Plane>(() => {
    const { up, since } = reading.link.state();
    return { up, since };
  });

  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === '.') reading.lookHere.call();
    else if (event.key === 'f') toggleFollow(reading, options.people(), options.me.personId);
    else return;
    event.preventDefault();
  };
  const onLeave = (event: BeforeUnloadEvent) => {
    if (reading.link.save().kind === 'unsaved') event.preventDefault();
  };
  // On the way down: the picture library takes every key for itself once a picture has the focus.
  document.addEventListener('keydown', onKey, { capture: true });
  window.addEventListener('beforeunload', onLeave);
  onCleanup(() => {
    document.removeEventListener('keydown', onKey, { capture: true });
    window.removeEventListener('beforeunload', onLeave);
    reading.close();
  });
  return { reading, personId: options.me.personId, people: options.people, viewer: options.viewer, self, plane };
}

/** Stops following; or follows the last leader again, else the first other person. */
function toggleFollow(reading: Reading, people: readonly RosterEntry[], me: string): void {
  if (reading.follow.following() !== null) {
    reading.follow.stop();
    return;
  }
  const here = people.filter(({ personId }) => personId !== me);
  const leader = here.find(({ personId }) => personId === reading.follow.last()) ?? here[0];
  if (leader !== undefined) reading.follow.start(leader.personId);
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

/** Narrower than this is a phone; with a coarse pointer, a tablet; wider than the second, a wall. CSS pixels. */
const PHONE = 700;
const WALL = 2500;

function deviceOf(): Presence['device'] {
  if (window.innerWidth < PHONE) return 'phone';
  if (window.matchMedia?.('(pointer: coarse)').matches) return 'tablet';
  return window.innerWidth > WALL ? 'wall' : 'desktop';
}
