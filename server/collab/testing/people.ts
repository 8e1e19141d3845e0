import { WebSocket as NodeWebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { COLLAB_MESSAGE } from '#shared/protocol/collab.ts';
import { HIDDEN, LINES, MARKS, type Mark, NOTES } from '#shared/protocol/marks.ts';

/** A stock y-websocket provider with the document of one person. */
export interface Person {
  readonly id: string;
  readonly doc: Y.Doc;
  readonly provider: WebsocketProvider;
  readonly marks: Y.Map<Mark>;
  /** Close code that stopped the provider for good. */
  readonly stopped: () => number | null;
  leave(): void;
}

/** The WebSocket of `ws` with the test server's stand-in for a session cookie. */
export function webSocketOf(personId: string): typeof WebSocket {
  return class extends NodeWebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols, { headers: { 'x-person': personId } });
    }
  } as unknown as typeof WebSocket;
}

export function enter(
  url: string,
  consultId: string,
  id: string,
  options: { clientId?: number; params?: Record<string, string>; connect?: boolean; socket?: typeof WebSocket } = {},
): Person {
  const doc = new Y.Doc();
  if (options.clientId !== undefined) doc.clientID = options.clientId;
  const provider = new WebsocketProvider(url, consultId, doc, {
    WebSocketPolyfill: options.socket ?? webSocketOf(id),
    disableBc: true,
    maxBackoffTime: 50,
    connect: options.connect ?? true,
    params: options.params ?? {},
  });
  // The stock provider complains about a message it does not know.
  provider.messageHandlers[COLLAB_MESSAGE.saved] = () => {};
  let stopped: number | null = null;
  provider.on('closed', ({ code }: { code: number }) => {
    stopped = code;
  });
  return {
    id,
    doc,
    provider,
    marks: doc.getMap<Mark>(MARKS),
    stopped: () => stopped,
    leave: () => {
      // Yjs may have changed it on meeting its own id from outside; the provider then stumbles over it.
      doc.clientID = provider.awareness.clientID;
      provider.destroy();
      doc.destroy();
    },
  };
}

/** Resolves when `condition` holds; checked whenever the event loop goes round, rejected after `ms`. */
export async function until(condition: () => boolean, what: string, ms = 3_000): Promise<void> {
  const end = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited ${ms} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

export const synced = (...people: Person[]): Promise<void> => until(() => people.every(({ provider }) => provider.synced), 'sync');

/** True when all hold the same document. */
export const converged = (...people: Person[]): boolean => new Set(people.map(({ doc }) => contentOf(doc))).size === 1;

/** Everything in a document, as text that is equal for equal documents. */
export function contentOf(doc: Y.Doc): string {
  const byKey = ([a]: [unknown, unknown], [b]: [unknown, unknown]) => (String(a) < String(b) ? -1 : 1);
  const map = (name: string) => Object.entries(doc.getMap(name).toJSON()).sort(byKey);
  const vector = [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(byKey);
  return JSON.stringify([map(MARKS), map(HIDDEN), doc.getArray(LINES).toJSON(), doc.getText(NOTES).toString(), vector]);
}

let made = 0;

/** A valid Length of the person's. */
export function lengthBy(personId: string, over: Partial<Mark> = {}): Mark {
  return {
    uid: `mark-${personId}-${++made}`,
    tool: 'Length',
    studyInstanceUid: '1.2.3',
    seriesInstanceUid: '1.2.3.4',
    sopInstanceUid: '1.2.3.4.5',
    frame: 1,
    frameOfReferenceUid: '1.2.3.9',
    points: [
      [0, 0, 0],
      [10, 0, 0],
    ],
    normal: [0, 0, 1],
    up: [0, -1, 0],
    by: personId,
    at: '2026-11-21T12:00:00.000Z',
    ...over,
  };
}

export function draw(person: Person, over: Partial<Mark> = {}): Mark {
  const mark = lengthBy(person.id, over);
  person.marks.set(mark.uid, mark);
  return mark;
}
