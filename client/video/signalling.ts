import type { Socket } from 'socket.io-client';
import type { ErrorCode } from '#shared/protocol/errors.ts';
import type { Ack, ClientToServerEvents, ServerToClientEvents } from '#shared/protocol/events.ts';
import type { MediaAnswers, MediaRequest, MediaRequestName } from '#shared/protocol/media.ts';

export type EventSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** The server said no, or (code '') nothing was heard from it in all attempts. */
export class MediaRefused extends Error {
  readonly code: ErrorCode | '';
  constructor(code: ErrorCode | '') {
    super(code === '' ? 'no answer' : code);
    this.code = code;
  }
}

type Body<N extends MediaRequestName> = Omit<MediaRequest<N>, 'consultId' | 'requestId'>;

/** How long one attempt waits for its answer, ms, and how many are made: the same request id, so that nothing is done twice. */
const ANSWER_MS = 5_000;
const ATTEMPTS = 3;

/** Requests of one room over the event wire. After `close` every request that waits is refused. */
export class Signalling {
  readonly socket: EventSocket;
  readonly consultId: string;
  readonly #closed = new AbortController();

  constructor(socket: EventSocket, consultId: string) {
    this.socket = socket;
    this.consultId = consultId;
  }

  /** Throws MediaRefused. */
  async ask<N extends MediaRequestName>(name: N, body: Body<N>): Promise<MediaAnswers[N]> {
    const request = { ...body, consultId: this.consultId, requestId: crypto.randomUUID() };
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      await this.#connected();
      if (this.#closed.signal.aborted) break;
      const answer = await this.#once<N>(name, request);
      if (answer?.ok === true) return answer;
      if (answer?.ok === false) throw new MediaRefused(answer.code);
    }
    throw new MediaRefused('');
  }

  close(): void {
    this.#closed.abort();
  }

  /** null: no answer in time, or the wire broke meanwhile. */
  async #once<N extends MediaRequestName>(name: N, request: object): Promise<Ack<MediaAnswers[N]> | null> {
    // One event name for each request name: the socket's own overloads cannot follow a generic name.
    const emit = this.socket.timeout(ANSWER_MS).emitWithAck as (event: string, request: object) => Promise<unknown>;
    return (emit.call(this.socket.timeout(ANSWER_MS), name, request) as Promise<Ack<MediaAnswers[N]>>).catch(() => null);
  }

  #connected(): Promise<void> {
    if (this.socket.connected || this.#closed.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.socket.off('connect', done);
        resolve();
      };
      this.socket.once('connect', done);
      this.#closed.signal.addEventListener('abort', done, { once: true });
    });
  }
}
