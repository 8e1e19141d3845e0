import { type ClientStreamMessage, IDLE_EVERY_MS, type ServerStreamMessage, serverStreamMessage } from '#shared/protocol/stream.ts';
import { PROTOCOL_VERSION } from '#shared/protocol/version.ts';
import { Acknowledger } from './acks.ts';
import { backoff, isFinal } from './backoff.ts';
import type { PlaneState } from './messages.ts';

/** Bytes are outstanding and none came for so long: the person is told, ms. */
export const STALLED_AFTER_MS = 3_000;
/** The same once nothing is left to send: the server then repeats `idle` every `IDLE_EVERY_MS`, and three were missed, ms. */
export const SILENT_AFTER_MS = 3 * IDLE_EVERY_MS;
/** … and after this the connection is given up for a new one, ms. */
export const DEAD_AFTER_MS = 12_000;
/** A connection that does not open within this is given up, ms. */
export const OPEN_WITHIN_MS = 8_000;

/** What is used of a WebSocket. */
export interface Socket {
  binaryType: string;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  onerror: (() => void) | null;
  send(text: string): void;
  close(): void;
}

export interface LinkOptions {
  connect: () => Socket;
  /** [id, tag, have] of everything held when a connection opens. */
  held: () => [number, number, number][];
  onChunk: (message: ArrayBuffer) => void;
  onMessage: (message: ServerStreamMessage) => void;
  onPlane: (plane: PlaneState) => void;
  random?: () => number;
}

/**
 * Keeps one connection to `/stream`: opens it, says what is held, acknowledges, notices silence, re-connects with growing waits.
 * After a re-connection the last focus is said again, so the server goes on where the eye is.
 */
export class Link {
  readonly #options: LinkOptions;
  #socket: Socket | null = null;
  #acks: Acknowledger | null = null;
  #open = false;
  #attempt = 0;
  /** True between the server's `idle` and its next other word. */
  #idle = false;
  #lastHeard = 0;
  #plane: PlaneState = { state: 'connecting', since: Date.now() };
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  #focus: ClientStreamMessage | null = null;
  #limit: ClientStreamMessage | null = null;
  #closed = false;
  /** Connections opened so far. */
  connections = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  start(): void {
    this.#connect();
    this.#watch = setInterval(() => this.#look(), 500);
  }

  /** The server says that it has sent everything it has. */
  get idle(): boolean {
    return this.#open && this.#idle;
  }

  /** Messages said while nothing is connected are lost, except the focus and the limit: `hello` covers the others. */
  send(message: ClientStreamMessage): void {
    if (message.t === 'focus') this.#focus = message;
    if (message.t === 'limit') this.#limit = message;
    if (this.#open) this.#socket?.send(JSON.stringify(message));
  }

  /** The network is back or gone, says the browser. */
  network(online: boolean): void {
    if (this.#closed) return;
    if (!online) this.#lost();
    else if (!this.#open) {
      this.#attempt = 0;
      this.#connect();
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearInterval(this.#watch);
    this.#drop();
  }

  #connect(): void {
    if (this.#closed) return;
    clearTimeout(this.#retry);
    this.#drop();
    const socket = this.#options.connect();
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    this.#lastHeard = Date.now();
    socket.onopen = () => this.#opened(socket);
    socket.onmessage = ({ data }) => this.#heard(data);
    socket.onclose = ({ code }) => {
      if (this.#socket === socket) isFinal(code) ? this.#end(code) : this.#lost();
    };
    socket.onerror = null;
  }

  #opened(socket: Socket): void {
    this.#open = true;
    this.#idle = false;
    this.connections += 1;
    this.#acks = new Acknowledger((bytes) => this.send({ t: 'ack', bytes }));
    socket.send(JSON.stringify({ t: 'hello', protocol: PROTOCOL_VERSION, held: this.#options.held() } satisfies ClientStreamMessage));
    for (const said of [this.#focus, this.#limit]) if (said) socket.send(JSON.stringify(said));
    this.#say('connected');
  }

  #heard(data: unknown): void {
    this.#lastHeard = Date.now();
    this.#attempt = 0;
    if (this.#plane.state === 'stalled') this.#say('connected');
    if (data instanceof ArrayBuffer) {
      this.#idle = false;
      this.#acks?.count(data.byteLength);
      this.#options.onChunk(data);
      return;
    }
    const message = serverStreamMessage.safeParse(parse(data));
    if (!message.success) return;
    // Only these two say something about bytes: a description or the figures of the link announce none.
    if (message.data.t === 'idle') this.#idle = true;
    else if (message.data.t === 'ready') this.#idle = false;
    this.#options.onMessage(message.data);
  }

  #look(): void {
    if (this.#closed || !this.#socket) return;
    const silence = Date.now() - this.#lastHeard;
    if (!this.#open) {
      if (silence > OPEN_WITHIN_MS) this.#lost();
    } else if (silence > DEAD_AFTER_MS) this.#lost();
    else if (silence > (this.#idle ? SILENT_AFTER_MS : STALLED_AFTER_MS) && this.#plane.state === 'connected')
      this.#say('stalled', this.#lastHeard);
  }

  #lost(): void {
    this.#drop();
    if (this.#plane.state === 'connected' || this.#plane.state === 'stalled') this.#say('reconnecting');
    clearTimeout(this.#retry);
    const wait = backoff(this.#attempt, (this.#options.random ?? Math.random)());
    this.#attempt += 1;
    this.#retry = setTimeout(() => this.#connect(), wait);
  }

  #end(code: number): void {
    this.close();
    this.#plane = { state: 'closed', since: Date.now(), code };
    this.#options.onPlane(this.#plane);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#open = false;
    this.#acks?.close();
    this.#acks = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    // A close while connecting reports an error that nobody can use.
    socket.onerror = () => {};
    socket.close();
  }

  #say(state: 'connected' | 'stalled' | 'reconnecting', since = Date.now()): void {
    this.#plane = { state, since };
    this.#options.onPlane(this.#plane);
  }
}

function parse(data: unknown): unknown {
  try {
    return typeof data === 'string' ? JSON.parse(data) : null;
  } catch {
    return null;
  }
}
