import { connect, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { encodeAssociateRq, parseAssociateAc, type RequestedContext } from './associate.ts';
import { type Command, encodeCommand, encodeResponse, NO_DATA_SET, parseCommand } from './command.ts';
import { MAX_ASSOCIATE_BYTES, MAX_PDU_BYTES } from './limits.ts';
import { ABORT, AssociationFault, encodeAbort, encodeMessage, encodeReleaseRq, malformed, PDU } from './pdu.ts';
import { Wire } from './wire.ts';

export interface ScuTarget {
  host: string;
  port: number;
  calledAe: string;
  callingAe: string;
  /** Encrypted, with what is given here; absent: plain. */
  tls?: ConnectionOptions;
}

/** Why a peer could not be talked to, in one word or two for the person who set it up. */
export class ScuFault extends Error {}

/** An association that this side asks for. One message at a time; every wait ends after `timeout` ms. */
export class Requestor {
  readonly #wire: Wire;
  readonly #timeout: number;
  contexts = new Map<number, string>();
  #maxPdu = 0;

  private constructor(socket: Socket, timeout: number) {
    this.#wire = new Wire(socket, Number.POSITIVE_INFINITY);
    this.#timeout = timeout;
  }

  static async open(target: ScuTarget, contexts: readonly RequestedContext[], timeout: number): Promise<Requestor> {
    const { host, port, tls } = target;
    const socket =
      tls === undefined ? connect({ host, port }) : connectTls({ ...(isIP(host) === 0 ? { servername: host } : {}), ...tls, host, port });
    const requestor = new Requestor(socket, timeout);
    try {
      await requestor.#within(
        new Promise<void>((resolve, reject) => {
          let reached = false;
          socket.once('connect', () => {
            reached = true;
            if (tls === undefined) resolve();
          });
          socket.once('secureConnect', () => resolve());
          socket.once('error', () => reject(new ScuFault(reached && tls !== undefined ? 'no encryption' : 'no connection')));
        }),
      );
      requestor.#wire.send(encodeAssociateRq(target.callingAe, target.calledAe, contexts, MAX_PDU_BYTES));
      const { type, body } = await requestor.#unit();
      if (type === PDU.associateRj) throw new ScuFault(`association refused: result ${body[1]}, source ${body[2]}, reason ${body[3]}`);
      if (type !== PDU.associateAc) throw new ScuFault('association aborted');
      const granted = parseAssociateAc(body);
      requestor.contexts = granted.contexts;
      requestor.#maxPdu = granted.maxPdu;
      return requestor;
    } catch (cause) {
      socket.destroy();
      throw cause instanceof AssociationFault ? new ScuFault('no DICOM peer') : cause;
    }
  }

  send(contextId: number, command: Buffer, dataSet: Buffer | null = null): void {
    this.#wire.send(encodeMessage(contextId, command, true, this.#maxPdu));
    if (dataSet !== null) this.#wire.send(encodeMessage(contextId, dataSet, false, this.#maxPdu));
  }

  /** Sends raw bytes: for tests of the other side. */
  raw(bytes: Buffer): void {
    this.#wire.send(bytes);
  }

  /** The next message of the peer. */
  async receive(): Promise<{ contextId: number; command: Command; dataSet: Buffer }> {
    const commands: Buffer[] = [];
    const data: Buffer[] = [];
    let command: Command | null = null;
    for (;;) {
      const { type, body } = await this.#unit();
      if (type !== PDU.data) throw new ScuFault(type === PDU.abort ? 'aborted by the peer' : 'unexpected answer');
      for (let at = 0; at + 6 <= body.length; ) {
        const length = body.readUInt32BE(at);
        const [contextId, flags] = [body[at + 4]!, body[at + 5]!];
        const value = body.subarray(at + 6, at + 4 + length);
        at += 4 + length;
        ((flags & 1) === 1 ? commands : data).push(value);
        if ((flags & 2) === 0) continue;
        if ((flags & 1) === 1) command = parseCommand(Buffer.concat(commands));
        if (command !== null && (!command.hasDataSet || (flags & 1) === 0)) return { contextId, command, dataSet: Buffer.concat(data) };
      }
    }
  }

  async release(): Promise<void> {
    this.#wire.send(encodeReleaseRq());
    await this.#unit().catch(() => undefined);
    this.#wire.close(null, 100);
  }

  abort(): void {
    this.#wire.close(encodeAbort(ABORT.unspecified), 100);
  }

  async #unit(): Promise<{ type: number; body: Buffer }> {
    return this.#within(
      (async () => {
        await this.#wire.fill(6);
        const head = this.#wire.take(6);
        const length = head.readUInt32BE(2);
        if (length > Math.max(MAX_PDU_BYTES, MAX_ASSOCIATE_BYTES)) throw malformed();
        if (length > 0) await this.#wire.fill(length);
        return { type: head[0]!, body: length > 0 ? Buffer.from(this.#wire.take(length)) : Buffer.alloc(0) };
      })(),
    );
  }

  async #within<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    try {
      return await Promise.race([
        work,
        new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(new ScuFault('no answer in time')), this.#timeout);
        }),
      ]);
    } finally {
      clearTimeout(timer);
      work.catch(() => undefined);
    }
  }
}

export function encodeEchoRq(messageId: number): Buffer {
  return encodeCommand([
    [0x0002, '1.2.840.10008.1.1'],
    [0x0100, 0x0030],
    [0x0110, messageId],
    [0x0800, NO_DATA_SET],
  ]);
}

export { encodeResponse };
