import { createReadStream, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import type { TestFrame, TestSeries } from '../../../client/viewer/testing/series.ts';
import {
  CHUNK_HEADER_BYTES,
  type ClientStreamMessage,
  clientStreamMessage,
  IDLE_EVERY_MS,
  type ServerStreamMessage,
  tagOf,
  writeChunkHeader,
} from '../../../shared/protocol/stream.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
};

/** The policy of the real server, so that what would be blocked there is blocked here. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self' ws: wss:; img-src 'self' blob: data:; style-src 'self'";

/** One connected client, as a test sees it. */
export class Session {
  readonly #socket: WebSocket;
  readonly messages: ClientStreamMessage[] = [];
  bytesSent = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.messages.push(clientStreamMessage.parse(JSON.parse(String(data)))));
  }

  of<T extends ClientStreamMessage['t']>(t: T): Extract<ClientStreamMessage, { t: T }>[] {
    return this.messages.filter((message) => message.t === t) as Extract<ClientStreamMessage, { t: T }>[];
  }

  say(message: ServerStreamMessage): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** Bytes [from, to) of a frame; `damage` flips one byte in the middle of them. */
  push(frame: TestFrame, from = 0, to = frame.codestream.length, damage = false): void {
    const message = new Uint8Array(CHUNK_HEADER_BYTES + to - from);
    writeChunkHeader(new DataView(message.buffer), {
      id: frame.ready.id,
      tag: tagOf(frame.ready.sha256),
      from,
      total: frame.codestream.length,
    });
    message.set(frame.codestream.subarray(from, to), CHUNK_HEADER_BYTES);
    if (damage) message[CHUNK_HEADER_BYTES + ((to - from) >> 1)]! ^= 0xff;
    this.bytesSent += message.length;
    this.#socket.send(message);
  }

  cut(): void {
    this.#socket.terminate();
  }
}

/** Serves the built page and a `/stream` that does what the test says. */
export class FakeStream {
  readonly #http: Server;
  readonly sessions: Session[] = [];
  /** Called for every connection after its `hello`. */
  onSession: (session: Session) => void = () => {};
  /** False: connections are refused, as by a server that is away. */
  up = true;

  private constructor(folder: string) {
    this.#http = createServer((request, response) => {
      const path = normalize(new URL(request.url ?? '/', 'http://x').pathname);
      const file = join(folder, path === '/' ? 'index.html' : path);
      if (!existsSync(file)) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': POLICY });
      createReadStream(file).pipe(response);
    });
    const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
    this.#http.on('upgrade', (request, socket, headBytes) => {
      if (!this.up) {
        socket.destroy();
        return;
      }
      sockets.handleUpgrade(request, socket, headBytes, (client) => {
        const session = new Session(client);
        this.sessions.push(session);
        client.once('message', () => queueMicrotask(() => this.onSession(session)));
      });
    });
  }

  static async start(folder: string): Promise<FakeStream> {
    const fake = new FakeStream(folder);
    await new Promise<void>((resolve) => fake.#http.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/`;
  }

  get session(): Session {
    return this.sessions.at(-1)!;
  }

  async close(): Promise<void> {
    for (const session of this.sessions) session.cut();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }
}

/** Describes series without sending a byte of them. */
export function describe(
  session: Session,
  all: readonly TestSeries[],
  frames: (series: TestSeries) => readonly TestFrame[] = ({ frames: list }) => list,
): void {
  session.say({ t: 'welcome', protocol: 1, session: 's' });
  session.say({ t: 'studies', studies: [...new Map(all.map(({ study }) => [study.studyInstanceUid, study])).values()] });
  session.say({ t: 'series', series: all.map(({ descriptor }) => descriptor) });
  session.say({ t: 'frames', frames: all.flatMap((series) => frames(series).map(({ descriptor }) => descriptor)) });
  session.say({ t: 'ready', frames: all.flatMap((series) => frames(series).map(({ ready }) => ready)) });
}

/** Everything: previews first, then the rest, then `idle`; what the client says it holds is not sent again. */
export function pushAll(session: Session, all: readonly TestSeries[]): void {
  const held = new Map(session.of('hello')[0]?.held.map(([id, , have]) => [id, have]));
  const frames = all.flatMap(({ frames: list }) => list);
  for (const frame of frames) {
    const have = held.get(frame.ready.id) ?? 0;
    const end = frame.ready.ends[frame.ready.preview]!;
    if (have < end) session.push(frame, have, end);
  }
  for (const frame of frames) {
    const have = Math.max(held.get(frame.ready.id) ?? 0, frame.ready.ends[frame.ready.preview]!);
    if (have < frame.codestream.length) session.push(frame, have);
  }
  session.say({ t: 'idle' });
  setInterval(() => session.say({ t: 'idle' }), IDLE_EVERY_MS).unref();
}
