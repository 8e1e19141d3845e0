import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { Budget } from './budget.ts';
import type { CollabLimits } from './limits.ts';
import type { CollabAccess, CollabActor, RefusalReason } from './ports.ts';
import { CLOSE_CODE } from './refusals.ts';
import type { Turns } from './turns.ts';

/** Bytes of an update that weigh as much as one more update. */
const COST_BYTES = 4_096;

export interface ConnectionOptions<A extends CollabActor> {
  readonly actor: A;
  readonly access: CollabAccess;
  /** Asked for save acknowledgements. */
  readonly wantsAcks: boolean;
  readonly limits: CollabLimits;
  readonly turns: Turns;
  /** One binary message; a promise holds back the next ones until it settles. */
  onMessage(connection: Connection<A>, message: Uint8Array): Promise<void> | undefined;
  onRefused(connection: Connection<A>, reason: RefusalReason): void;
  onClosed(connection: Connection<A>): void;
}

/**
 * One WebSocket of one person. Reads with back-pressure and a fair share of each turn of the event loop; writes ready-made frames straight
 * to the socket, so that one buffer serves all clients.
 */
export class Connection<A extends CollabActor> {
  readonly actor: A;
  readonly wantsAcks: boolean;
  readonly stateRequests: Budget;
  access: CollabAccess;
  /** Client id under which this connection shows presence. */
  presenceId: number | null = null;
  /** Has claimed the one unused client id it may claim. */
  claimed = false;
  /** Messages with document content received so far: what `saved` counts. */
  contentMessages = 0;
  /** Updates in a row that hung on something unknown. */
  gaps = 0;
  /** Saved acknowledgements wait until the client has sent all it has: an update of its was left out. */
  resyncing = false;

  readonly #ws: WebSocket;
  readonly #socket: Duplex;
  readonly #options: ConnectionOptions<A>;
  readonly #pings: Budget;
  #inbox: Uint8Array[] = [];
  #next = 0;
  #inboxBytes = 0;
  #turn = -1;
  #handled = 0;
  #waitsForTurn = false;
  #waitsForMessage = false;
  #uncommitted = 0;
  #ended = false;
  #alive = true;
  #sendAllowance = 0;

  constructor(ws: WebSocket, socket: Duplex, options: ConnectionOptions<A>) {
    const { limits } = options;
    this.#ws = ws;
    this.#socket = socket;
    this.#options = options;
    this.actor = options.actor;
    this.access = options.access;
    this.wantsAcks = options.wantsAcks;
    this.stateRequests = new Budget(limits.stateRequestBurst, limits.stateRequestsPerSecond);
    this.#pings = new Budget(limits.pingsPerSecond, limits.pingsPerSecond);
    ws.on('message', (data: Buffer, isBinary: boolean) => this.#receive(data, isBinary));
    ws.on('ping', (data: Buffer) => this.#answerPing(data));
    ws.on('pong', () => {
      this.#alive = true;
    });
    // The frame parser closes with the right code (1002, 1007, 1008, 1009) by itself; without a listener the process would end.
    ws.on('error', () => {});
    ws.on('close', () => {
      this.#ended = true;
      this.#inbox = [];
      options.onClosed(this);
    });
  }

  get open(): boolean {
    return !this.#ended && this.#ws.readyState === WebSocket.OPEN;
  }

  /** Writes a ready-made frame. `expected`: the client asked for it, so it does not count as falling behind. */
  send(frame: Buffer, expected = false): void {
    if (!this.open) return;
    if (this.#socket.writableLength === 0) this.#sendAllowance = 0;
    if (expected) this.#sendAllowance += frame.length;
    this.#socket.write(frame);
    if (this.#socket.writableLength > this.#options.limits.sendBufferBytes + this.#sendAllowance) this.refuse('too-slow');
  }

  /** Says why and closes; nothing that arrives afterwards is looked at. */
  refuse(reason: RefusalReason): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#inbox = [];
    this.#options.onRefused(this, reason);
    this.#ws.close(CLOSE_CODE[reason], reason);
    this.#ws.resume();
  }

  terminate(): void {
    this.#ws.terminate();
  }

  /** Called at a fixed interval: a client that said nothing since the last two calls is gone. */
  checkAlive(): void {
    if (!this.open) return;
    if (!this.#alive && !this.#ws.isPaused) {
      this.#options.onRefused(this, 'dead');
      this.terminate();
      return;
    }
    this.#alive = false;
    this.#ws.ping();
  }

  /** An update of this connection waits for the log; large ones count for several. Answers what to give back in `updateCommitted`. */
  updateStarted(bytes: number): number {
    const cost = 1 + Math.floor(bytes / COST_BYTES);
    this.#uncommitted += cost;
    return cost;
  }

  updateCommitted(cost: number): void {
    this.#uncommitted -= cost;
    if (this.#inbox.length > 0 || this.#ws.isPaused) this.#drain();
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (this.#ended) return;
    this.#alive = true;
    if (!isBinary) {
      this.refuse('text-frame');
      return;
    }
    this.#inbox.push(data);
    this.#inboxBytes += data.length;
    this.#drain();
  }

  #answerPing(data: Buffer): void {
    if (this.#ended) return;
    this.#alive = true;
    if (this.#pings.take()) this.#ws.pong(data);
    else this.refuse('rate');
  }

  /** Handles what has arrived, as far as this connection's share of the turn goes. */
  #drain(): void {
    const { limits, turns } = this.#options;
    while (this.#next < this.#inbox.length && !this.#ended && !this.#waitsForTurn && !this.#waitsForMessage) {
      if (this.#uncommitted >= limits.uncommittedUpdates) break;
      const turn = turns.now();
      if (turn !== this.#turn) {
        this.#turn = turn;
        this.#handled = 0;
      }
      if (++this.#handled > limits.messagesPerTurn) {
        this.#waitsForTurn = true;
        turns.next(() => {
          this.#waitsForTurn = false;
          this.#drain();
        });
        break;
      }
      this.#handleNext();
    }
    this.#regulate();
  }

  #handleNext(): void {
    const message = this.#inbox[this.#next++]!;
    this.#inboxBytes -= message.length;
    if (this.#next === this.#inbox.length || this.#next > this.#options.limits.inboxMessages) {
      this.#inbox = this.#inbox.slice(this.#next);
      this.#next = 0;
    }
    const busy = this.#options.onMessage(this, message);
    if (busy === undefined) return;
    this.#waitsForMessage = true;
    void busy.finally(() => {
      this.#waitsForMessage = false;
      this.#drain();
    });
  }

  /** Stops reading while too much waits, and starts again when half of it is done. */
  #regulate(): void {
    if (this.#ended) return;
    const { limits } = this.#options;
    const share = Math.max(
      (this.#inbox.length - this.#next) / limits.inboxMessages,
      this.#inboxBytes / limits.messageBytes,
      this.#uncommitted / limits.uncommittedUpdates,
    );
    if (share >= 1) this.#ws.pause();
    else if (this.#ws.isPaused && share <= 0.5) this.#ws.resume();
  }
}
