import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { type AssociateRequest, encodeAssociateAc, parseAssociateRq } from './associate.ts';
import type { DimseHost } from './context.ts';
import { MAX_ASSOCIATE_BYTES, MAX_PDU_BYTES, MIN_WINDOW_BYTES, RATE_WINDOW } from './limits.ts';
import { Messages } from './messages.ts';
import { negotiate, rejectionOf } from './negotiate.ts';
import {
  ABORT,
  type AbortCode,
  AssociationFault,
  encodeAbort,
  encodeRejection,
  encodeReleaseRp,
  malformed,
  PDU,
  type Rejection,
} from './pdu.ts';
import { Wire } from './wire.ts';

/**
 * One connection of a peer, from TCP to its end: the acceptor's side of the upper layer state machine (PS3.8 §9.2), with the
 * states in the flow of `run` instead of a table. Everything unexpected ends in an A-ABORT and a closed connection.
 */
export class Association {
  readonly id = randomUUID();
  readonly #host: DimseHost;
  readonly #wire: Wire;
  readonly #remoteAddress: string;
  readonly #connectedAt = Date.now();
  #messages: Messages | null = null;
  #callingAe = '';
  #calledAe = '';
  #opened = false;
  #windowAt = Date.now();
  #windowBytes = 0;

  constructor(socket: Socket, host: DimseHost) {
    this.#host = host;
    this.#wire = new Wire(socket);
    this.#remoteAddress = socket.remoteAddress ?? '';
  }

  /** Serves the peer until the connection ends. Never rejects. */
  async run(): Promise<void> {
    let how: 'released' | AbortCode = 'released';
    try {
      const messages = await this.#associate();
      if (messages !== null) {
        this.#messages = messages;
        await this.#transfer(messages);
      }
    } catch (cause) {
      const fault = cause instanceof AssociationFault ? cause : new AssociationFault('INTERNAL', ABORT.unspecified);
      how = fault.code;
      this.#wire.close(fault.reason === null ? null : encodeAbort(fault.reason), this.#host.limits.linger);
    }
    await this.#messages?.end();
    const { objects, bytes } = this.#messages ?? { objects: 0, bytes: 0 };
    if (this.#opened || how !== 'released') {
      const { id } = this;
      this.#host.event({
        type: 'closed',
        id,
        at: Date.now(),
        remoteAddress: this.#remoteAddress,
        callingAe: this.#callingAe,
        how,
        objects,
        bytes,
      });
    }
  }

  /** Called a few times a second: the timers of this connection. */
  tick(now: number): void {
    const { limits } = this.#host;
    if (!this.#opened) {
      if (now - this.#connectedAt > limits.artim) this.#wire.fail(new AssociationFault('ARTIM_TIMEOUT', null));
      return;
    }
    const busy = this.#messages?.receiving === true;
    const silent = now - this.#wire.lastByte;
    if (this.#messages?.answering === true) {
      this.#windowAt = now;
      this.#windowBytes = this.#wire.received;
      return;
    }
    if (silent > (busy ? limits.stall : limits.idle))
      this.#wire.fail(new AssociationFault(busy ? 'MIN_RATE' : 'IDLE_TIMEOUT', ABORT.unspecified));
    if (now - this.#windowAt < RATE_WINDOW) return;
    if (busy && this.#wire.received - this.#windowBytes < MIN_WINDOW_BYTES)
      this.#wire.fail(new AssociationFault('MIN_RATE', ABORT.unspecified));
    this.#windowAt = now;
    this.#windowBytes = this.#wire.received;
  }

  /** The peer has asked for an association and got it. */
  get opened(): boolean {
    return this.#opened;
  }

  /** Ends the association because the server stops. */
  stop(): void {
    this.#wire.fail(new AssociationFault('STOPPING', ABORT.unspecified));
  }

  /** Ends a connection that only waits, to make room for one that may have something to say. */
  evict(): void {
    this.#wire.fail(new AssociationFault('ARTIM_TIMEOUT', null));
  }

  /** States 2 and 3: waits for the request and answers it. Null when it was refused. */
  async #associate(): Promise<Messages | null> {
    const wire = this.#wire;
    const { type, length } = await this.#header();
    if (type === PDU.abort) throw new AssociationFault('PEER_ABORTED', null);
    if (type !== PDU.associateRq) throw new AssociationFault('UNEXPECTED_PDU', ABORT.unexpected);
    if (length > MAX_ASSOCIATE_BYTES) throw new AssociationFault('PDU_TOO_LONG', ABORT.invalidParameter);
    if (!wire.ready(length)) await wire.fill(length);
    const body = Buffer.from(wire.take(length));
    const request = parseAssociateRq(body);
    this.#callingAe = request.callingAe;
    this.#calledAe = request.calledAe;

    const refused = rejectionOf(request) ?? (this.#host.stopping ? BUSY : null);
    if (refused !== null) return this.#reject(refused.rejection, refused.code);
    const resolved = await this.#resolve(request);
    if (!resolved.ok) {
      const unknownCalling = resolved.reason === 'calling';
      return this.#reject(
        { result: 1, source: 1, reason: unknownCalling ? 3 : 7 },
        unknownCalling ? 'CALLING_AE_UNKNOWN' : 'CALLED_AE_UNKNOWN',
      );
    }
    const results = request.contexts.map(negotiate);
    wire.send(encodeAssociateAc(body, results, MAX_PDU_BYTES));
    this.#opened = true;
    const { id } = this;
    const refusedContexts = results.flatMap(({ result }, index) => {
      const { abstractSyntax, transferSyntaxes } = request.contexts[index]!;
      return result === 0 ? [] : [{ abstractSyntax, transferSyntaxes, result }];
    });
    const { organisationId } = resolved;
    const peer = { callingAe: this.#callingAe, calledAe: this.#calledAe, remoteAddress: this.#remoteAddress };
    this.#host.event({ type: 'opened', id, at: Date.now(), ...peer, organisationId, refusedContexts });
    return new Messages({ id, wire, host: this.#host, request, results, organisationId });
  }

  /** Titles outside of the default repertoire name nobody (PS3.5 §6.2, AE). */
  async #resolve(request: AssociateRequest): ReturnType<DimseHost['resolveAe']> {
    if (!AE_TITLE.test(request.callingAe)) return { ok: false, reason: 'calling' };
    return this.#host.resolveAe(request.callingAe, request.calledAe, this.#remoteAddress);
  }

  #reject(rejection: Rejection, code: string): null {
    this.#wire.close(encodeRejection(rejection), this.#host.limits.linger);
    const peer = { remoteAddress: this.#remoteAddress, callingAe: this.#callingAe, calledAe: this.#calledAe };
    this.#host.event({ type: 'refused', id: this.id, at: Date.now(), ...peer, code });
    return null;
  }

  /** State 6: data transfer until release or abort. */
  async #transfer(messages: Messages): Promise<void> {
    for (;;) {
      const { type, length } = await this.#header();
      switch (type) {
        case PDU.data:
          if (length > MAX_PDU_BYTES) throw new AssociationFault('PDU_TOO_LONG', ABORT.invalidParameter);
          await messages.data(length);
          break;
        case PDU.releaseRq:
          if (length !== 4) throw malformed();
          if (messages.receiving) throw new AssociationFault('UNEXPECTED_PDU', ABORT.unexpected);
          this.#wire.close(encodeReleaseRp(), this.#host.limits.linger);
          return;
        case PDU.abort:
          throw new AssociationFault('PEER_ABORTED', null);
        default:
          throw new AssociationFault('UNEXPECTED_PDU', ABORT.unexpected);
      }
    }
  }

  async #header(): Promise<{ type: number; length: number }> {
    const wire = this.#wire;
    wire.beginUnit(6);
    if (!wire.ready(6)) await wire.fill(6);
    const head = wire.take(6);
    const type = head[0]!;
    if (type < PDU.associateRq || type > PDU.abort) throw new AssociationFault('UNRECOGNISED_PDU', ABORT.unrecognised);
    const length = head.readUInt32BE(2);
    wire.expectUnit(6 + length);
    return { type, length };
  }
}

const BUSY = { rejection: { result: 2, source: 3, reason: 1 } as Rejection, code: 'STOPPING' };
/** Sixteen characters of the default repertoire, no backslash, no control characters, not only blanks. */
const AE_TITLE = /^[\x20-\x5b\x5d-\x7e]{1,16}$/;
