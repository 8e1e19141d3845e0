import type { Socket } from 'node:net';
import { ByteQueue } from '../gate/byte-queue.ts';
import { MAX_QUEUED_BYTES, MAX_UNREAD_BYTES, MIN_UNIT_RATE, RATE_GRACE } from './limits.ts';
import { AssociationFault } from './pdu.ts';

/**
 * One connection as a reader pulls from it. The socket is paused while enough waits to be read, so a fast sender meets TCP's
 * own brake; a trickling one is refused.
 */
export class Wire {
  readonly socket: Socket;
  /** Milliseconds since 1970 of the last byte. */
  lastByte = Date.now();
  received = 0;
  readonly #queue = new ByteQueue();
  #wanted = 0;
  #wake: { resolve: () => void; reject: (fault: AssociationFault) => void } | null = null;
  #fault: AssociationFault | null = null;
  #unitSince = 0;
  #unitBytes = 0;
  #unitLength = 0;

  readonly #maxUnread: number;

  constructor(socket: Socket, maxUnread = MAX_UNREAD_BYTES) {
    this.socket = socket;
    this.#maxUnread = maxUnread;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#arrived(chunk));
    socket.on('end', () => this.fail(new AssociationFault('ASSOCIATION_LOST', null)));
    socket.on('close', () => this.fail(new AssociationFault('ASSOCIATION_LOST', null)));
    socket.on('error', () => this.fail(new AssociationFault('ASSOCIATION_LOST', null)));
  }

  /** Bytes there and not read. */
  get available(): number {
    return this.#queue.available;
  }

  /** A new unit begins: what the pace of the peer is measured over. Its length is not known before its header is read. */
  beginUnit(headerBytes: number): void {
    this.#unitSince = this.#queue.available > 0 ? Date.now() : 0;
    this.#unitBytes = this.#queue.available;
    this.#unitLength = headerBytes;
  }

  expectUnit(bytes: number): void {
    this.#unitLength = bytes;
  }

  /** Resolves when `n` bytes can be read. Await only when `ready(n)` is false. */
  async fill(n: number): Promise<void> {
    while (!this.ready(n)) {
      if (this.#fault !== null) throw this.#fault;
      this.#wanted = n;
      if (this.socket.isPaused()) this.socket.resume();
      await new Promise<void>((resolve, reject) => {
        this.#wake = { resolve, reject };
      });
    }
  }

  ready(n: number): boolean {
    return this.#queue.available >= n;
  }

  /** The next `n` bytes, which must be there. The buffer is the reader's. */
  take(n: number): Buffer {
    this.#queue.gather(n);
    const bytes = this.#queue.front.subarray(this.#queue.at, this.#queue.at + n);
    this.#queue.advance(n);
    if (this.socket.isPaused() && this.#queue.available < MAX_QUEUED_BYTES / 2 && this.#fault === null) this.socket.resume();
    return bytes;
  }

  /** What lies together at the front, at most `n` bytes of it. */
  takeSome(n: number): Buffer {
    return this.take(Math.min(n, this.#queue.front.length - this.#queue.at));
  }

  send(bytes: Buffer): void {
    if (this.socket.destroyed) return;
    this.socket.write(bytes);
    if (this.socket.writableLength > this.#maxUnread) this.fail(new AssociationFault('PEER_NOT_READING', 0));
  }

  /** Wakes whoever reads with the fault; later reads get it once the bytes that are there are used up. */
  fail(fault: AssociationFault): void {
    this.#fault ??= fault;
    const wake = this.#wake;
    this.#wake = null;
    wake?.reject(this.#fault);
  }

  /** Sends a last word and closes, reading and dropping what the peer still says: unread bytes would make TCP drop our word. */
  close(lastWord: Buffer | null, linger: number): void {
    const { socket } = this;
    this.fail(new AssociationFault('ASSOCIATION_LOST', null));
    this.#queue.clear();
    if (socket.destroyed) return;
    if (lastWord === null) socket.end();
    else socket.end(lastWord);
    socket.resume();
    const timer = setTimeout(() => socket.destroy(), linger);
    socket.once('close', () => clearTimeout(timer));
  }

  #arrived(chunk: Buffer): void {
    if (this.#fault !== null) return;
    const now = Date.now();
    this.lastByte = now;
    this.received += chunk.length;
    if (this.#unitSince === 0) this.#unitSince = now;
    this.#unitBytes += chunk.length;
    this.#queue.push(chunk);
    const age = now - this.#unitSince;
    if (age > RATE_GRACE && this.#unitBytes < this.#unitLength && this.#unitBytes * 1000 < age * MIN_UNIT_RATE) {
      this.fail(new AssociationFault('MIN_RATE', 0));
      return;
    }
    if (this.#wake !== null && this.ready(this.#wanted)) {
      const wake = this.#wake;
      this.#wake = null;
      wake.resolve();
    }
    if (this.#wake === null && this.#queue.available >= MAX_QUEUED_BYTES) this.socket.pause();
  }
}
