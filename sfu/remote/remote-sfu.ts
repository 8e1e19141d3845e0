import type { WebSocket } from 'ws';
import { AppError } from '#shared/protocol/errors.ts';
import type { MediaAvailability } from '#shared/protocol/media.ts';
import type { Sfu, SfuAnswers, SfuEvent, SfuLoad, SfuMethod, SfuRequest } from '../sfu.ts';
import type { FromSfu } from './messages.ts';

/** An answer that takes longer is none, ms; it is less than what a browser waits for its own. */
const ANSWER_MS = 4_000;
/** Requests that wait for an answer; more than a full house makes at once. */
const MAX_WAITING = 10_000;

interface Waiting {
  resolve(answer: object): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

/** An SFU at the other end of a connection. When the connection ends, so does it; the process that comes again is another. */
export class RemoteSfu implements Sfu {
  readonly #socket: WebSocket;
  readonly #listeners = new Set<(event: SfuEvent) => void>();
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  availability: MediaAvailability;
  load: SfuLoad;

  constructor(socket: WebSocket, { availability, load }: Pick<Extract<FromSfu, { t: 'hello' }>, 'availability' | 'load'>) {
    this.#socket = socket;
    this.availability = availability;
    this.load = load;
    socket.once('close', () => {
      for (const { reject, timer } of this.#waiting.values()) {
        clearTimeout(timer);
        reject(new AppError('NOT_READY'));
      }
      this.#waiting.clear();
    });
  }

  call<M extends SfuMethod>(method: M, request: SfuRequest<M>): Promise<SfuAnswers[M]> {
    if (this.#socket.readyState !== this.#socket.OPEN || this.#waiting.size >= MAX_WAITING)
      return Promise.reject(new AppError('NOT_READY'));
    const call = ++this.#last;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(call);
        reject(new AppError('NOT_READY'));
      }, ANSWER_MS);
      this.#waiting.set(call, { resolve: resolve as (answer: object) => void, reject, timer });
      this.#socket.send(JSON.stringify({ t: 'call', call, method, request }));
    });
  }

  on(listener: (event: SfuEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What the SFU said after its hello. */
  said(message: Exclude<FromSfu, { t: 'hello' }>): void {
    switch (message.t) {
      case 'answer': {
        this.#settle(message.call)?.resolve(message.answer);
        return;
      }
      case 'refusal': {
        this.#settle(message.call)?.reject(new AppError(message.code));
        return;
      }
      case 'load': {
        this.load = message.load;
        return;
      }
      case 'event': {
        if (message.event.t === 'availability') this.availability = message.event.availability;
        for (const listener of this.#listeners) listener(message.event);
        return;
      }
    }
  }

  async close(): Promise<void> {
    this.#socket.close(1001);
  }

  #settle(call: number): Waiting | undefined {
    const waiting = this.#waiting.get(call);
    clearTimeout(waiting?.timer);
    this.#waiting.delete(call);
    return waiting;
  }
}
