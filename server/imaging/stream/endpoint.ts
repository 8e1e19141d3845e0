import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { roleRank } from '#shared/imaging/plan.ts';
import { CLOSE, clientStreamMessage, IDLE_EVERY_MS } from '#shared/protocol/stream.ts';
import type { Bus } from '../../store/bus.ts';
import type { Database } from '../../store/database.ts';
import type { FrameCache } from '../frame-cache.ts';
import type { LiveStudies } from '../live/live-studies.ts';
import type { FrameModel, StudyChange, StudyModel } from '../live/study-model.ts';
import type { Transcoder } from '../transcode/transcoder.ts';
import { StreamSession } from './session.ts';

/** Largest message of a client, bytes: a `hello` that names 20,000 held frames. */
const MAX_MESSAGE_BYTES = 1_000_000;
/** Text longer than this is deflated (descriptors shrink to a fifth), bytes. Chunks never are: they are compressed already. */
const DEFLATE_ABOVE_BYTES = 1_024;
const PING_EVERY_MS = 10_000;
/** Whether a connection may still read is asked this often, ms. */
const RECHECK_EVERY_MS = 60_000;
/** Bytes the socket may hold back for a client that does not read, before it is closed. */
const MAX_BUFFERED_BYTES = 16 * 2 ** 20;

export interface StreamDeps {
  db: Database;
  bus: Bus;
  live: LiveStudies;
  cache: FrameCache;
  transcoder: Transcoder;
  /** Asked every minute and when something is revoked. */
  mayRead(personId: string, consultId: string): Promise<boolean>;
}

/** Whose connection it is. */
export interface Viewer {
  personId: string;
  sessionId: string;
  consultId: string;
}

interface Connection {
  socket: WebSocket;
  session: StreamSession;
  consultId: string;
  personId: string;
  sessionId: string;
  studies: Map<number, { model: StudyModel; release: () => void }>;
  alive: boolean;
}

/** The `/stream` WebSocket: one connection per viewer, one consult each. Whoever calls `accept` has checked session, origin and access. */
export class StreamEndpoint {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: { threshold: DEFLATE_ABOVE_BYTES, serverNoContextTakeover: true, clientNoContextTakeover: true },
  });
  readonly #deps: StreamDeps;
  readonly #connections = new Set<Connection>();
  readonly #pinger: NodeJS.Timeout;
  readonly #beats: NodeJS.Timeout;
  readonly #rechecks: NodeJS.Timeout;

  constructor(deps: StreamDeps) {
    this.#deps = deps;
    this.#pinger = setInterval(() => this.#ping(), PING_EVERY_MS);
    this.#pinger.unref();
    this.#rechecks = setInterval(() => void this.#recheck(), RECHECK_EVERY_MS).unref();
    this.#beats = setInterval(() => {
      for (const { session } of this.#connections) session.beat();
    }, IDLE_EVERY_MS).unref();
    deps.bus.on('consult-study', ({ consultId }) => {
      for (const connection of this.#connections) if (connection.consultId === consultId) void this.#attachStudies(connection);
    });
    deps.bus.on('revoked', ({ personId, sessionId }) => {
      for (const connection of this.#connections)
        if (connection.personId === personId && (sessionId === null || connection.sessionId === sessionId))
          connection.socket.close(CLOSE.sessionEnded);
    });
    deps.transcoder.setUrgency((frameId, role) => (this.#isFocused(frameId) ? -1 : roleRank(role, false)));
  }

  /** Sessions of a consult, for whoever must know what each viewer has. */
  sessionsOf(consultId: string): { personId: string; session: StreamSession }[] {
    return [...this.#connections].filter((connection) => connection.consultId === consultId);
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer, viewer: Viewer): void {
    this.#server.handleUpgrade(request, socket, head, (ws) => this.#connected(ws, viewer));
  }

  async close(): Promise<void> {
    clearInterval(this.#pinger);
    clearInterval(this.#beats);
    clearInterval(this.#rechecks);
    for (const { socket } of this.#connections) socket.close(CLOSE.goingAway);
    this.#server.close();
  }

  #connected(socket: WebSocket, viewer: Viewer): void {
    const whose = { consultId: viewer.consultId, personId: viewer.personId, sessionId: viewer.sessionId };
    const session = new StreamSession(randomUUID(), {
      sendText: (message) => socket.send(JSON.stringify(message), { compress: true }),
      sendBinary: (message) => this.#sendBinary(socket, message),
      peek: (frame) => this.#deps.cache.peek(frame.descriptor.id),
      fetch: (frame) => this.#fetch(frame),
      now: () => performance.now(),
      holdPictures: (loading) => this.#deps.bus.emit('slice', { ...whose, loading }),
    });
    const connection: Connection = { socket, session, ...viewer, studies: new Map(), alive: true };
    this.#connections.add(connection);
    socket.on('pong', () => {
      connection.alive = true;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => this.#disconnected(connection));
    // Messages that come before the studies are attached wait for them: `hello` names frames of theirs.
    const attached = this.#attachStudies(connection);
    socket.on('message', (data, isBinary) => {
      connection.alive = true;
      if (isBinary) return socket.close(CLOSE.unsupportedData);
      const parsed = parse(String(data));
      if (parsed === null) return socket.close(CLOSE.malformed);
      void attached.then(() => session.message(parsed));
    });
  }

  async #attachStudies(connection: Connection): Promise<void> {
    const rows = await this.#deps.db
      .selectFrom('consult_study')
      .where('consult_id', '=', connection.consultId)
      .select(['study_id', 'prior'])
      .orderBy('prior')
      .execute();
    for (const { study_id: studyId, prior } of rows) {
      if (connection.studies.has(studyId) || !this.#connections.has(connection)) continue;
      const { session } = connection;
      const listener = {
        changed: (model: StudyModel, change: StudyChange) => session.changed(model, change),
        ready: (_model: StudyModel, ready: Parameters<StreamSession['ready']>[0]) => session.ready(ready),
        failed: (_model: StudyModel, id: number, why: string) => session.failed(id, why),
      };
      const entry = { model: undefined as unknown as StudyModel, release: () => void this.#deps.live.release(studyId, listener) };
      connection.studies.set(studyId, entry);
      entry.model = await this.#deps.live.open(studyId, listener);
      if (!this.#connections.has(connection)) return entry.release();
      session.attach(entry.model, prior === 1);
    }
    const present = new Set(rows.map((row) => row.study_id));
    for (const [studyId, { model, release }] of connection.studies) {
      if (present.has(studyId)) continue;
      connection.studies.delete(studyId);
      release();
      connection.session.detach(model.study.studyInstanceUid);
    }
  }

  async #fetch(frame: FrameModel): Promise<Buffer> {
    const { id } = frame.descriptor;
    const bytes = frame.ready?.ends.at(-1) ?? 0;
    try {
      return await this.#deps.cache.get(id, this.#deps.transcoder.pathOf(frame.organisationId, id), bytes);
    } catch (error) {
      await this.#deps.transcoder.redo(id);
      throw error;
    }
  }

  #sendBinary(socket: WebSocket, message: Uint8Array): void {
    if (socket.bufferedAmount > MAX_BUFFERED_BYTES) return socket.terminate();
    socket.send(message, { binary: true, compress: false });
  }

  #isFocused(frameId: number): boolean {
    for (const { session } of this.#connections) if (session.focus.some((view) => view.id === frameId)) return true;
    return false;
  }

  async #recheck(): Promise<void> {
    for (const connection of [...this.#connections]) {
      if (!(await this.#deps.mayRead(connection.personId, connection.consultId))) connection.socket.close(CLOSE.forbidden);
    }
  }

  #ping(): void {
    for (const connection of this.#connections) {
      if (!connection.alive) connection.socket.terminate();
      connection.alive = false;
      connection.socket.ping();
    }
  }

  #disconnected(connection: Connection): void {
    this.#connections.delete(connection);
    connection.session.close();
    for (const { release } of connection.studies.values()) release();
  }
}

function parse(text: string) {
  try {
    const parsed = clientStreamMessage.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
