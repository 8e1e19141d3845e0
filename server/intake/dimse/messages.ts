import type { AssociateRequest, ContextResult } from './associate.ts';
import { COMMAND, type Command, encodeResponse, parseCommand } from './command.ts';
import { CommitmentService } from './commitment-service.ts';
import type { DimseHost } from './context.ts';
import { MAX_ACTION_BYTES, MAX_COMMAND_BYTES } from './limits.ts';
import { STORAGE_COMMITMENT, VERIFICATION } from './negotiate.ts';
import { ABORT, AssociationFault, encodeMessage, malformed } from './pdu.ts';
import { storeSink } from './store.ts';
import type { Wire } from './wire.ts';

export interface MessagesOptions {
  id: string;
  wire: Wire;
  host: DimseHost;
  request: AssociateRequest;
  results: ContextResult[];
  organisationId: string;
}

export interface AcceptedContext {
  id: number;
  abstractSyntax: string;
  transferSyntax: string;
}

/** Takes the data set of one command piece by piece; `end` answers. */
export interface Sink {
  write(bytes: Buffer): Promise<void> | undefined;
  end(): Promise<void>;
  abort(): Promise<void>;
}

/**
 * Messages of one open association (PS3.7 §6.3, PS3.8 Annex E): command sets are gathered, data sets stream into the sink of
 * their command. One message at a time, as the asynchronous window that nobody negotiated allows.
 */
export class Messages {
  objects = 0;
  bytes = 0;
  /** Our side is working on an answer: silence of the peer is right. */
  answering = false;
  readonly options: MessagesOptions;
  readonly #contexts = new Map<number, AcceptedContext>();
  readonly #commitment: CommitmentService;
  #command: Buffer[] = [];
  #commandBytes = 0;
  #commandContext = 0;
  #sink: Sink | null = null;
  #sinkContext = 0;

  constructor(options: MessagesOptions) {
    this.options = options;
    for (const [index, { id, result, transferSyntax }] of options.results.entries()) {
      if (result === 0) this.#contexts.set(id, { id, abstractSyntax: options.request.contexts[index]!.abstractSyntax, transferSyntax });
    }
    this.#commitment = new CommitmentService(this);
  }

  /** A message has begun and is not complete. */
  get receiving(): boolean {
    return this.#sink !== null || this.#commandBytes > 0;
  }

  /** The body of one P-DATA-TF, `length` bytes, read from the wire. */
  async data(length: number): Promise<void> {
    const { wire } = this.options;
    let left = length;
    if (left === 0) throw malformed();
    while (left > 0) {
      if (left < 6) throw malformed();
      if (!wire.ready(6)) await wire.fill(6);
      const head = wire.take(6);
      const pdv = head.readUInt32BE(0);
      if (pdv < 2 || pdv > left - 4) throw malformed();
      left -= 4 + pdv;
      const context = this.#contexts.get(head[4]!);
      if (context === undefined) throw new AssociationFault('PDU_MALFORMED', ABORT.unexpectedParameter);
      const isCommand = (head[5]! & 1) === 1;
      const isLast = (head[5]! & 2) === 2;
      if (isCommand) await this.#commandPart(context, pdv - 2, isLast);
      else await this.#dataPart(context, pdv - 2, isLast);
    }
  }

  /** The association is over: what is incomplete goes. */
  async end(): Promise<void> {
    await this.#sink?.abort();
    this.#sink = null;
    this.#commitment.end();
  }

  /** Sends a command and, if it has one, its data set. */
  send(context: AcceptedContext, command: Buffer, dataSet: Buffer | null = null): void {
    const { wire, request } = this.options;
    const units = encodeMessage(context.id, command, true, request.maxPdu);
    wire.send(dataSet === null ? units : Buffer.concat([units, encodeMessage(context.id, dataSet, false, request.maxPdu)]));
  }

  async #commandPart(context: AcceptedContext, length: number, isLast: boolean): Promise<void> {
    const { wire } = this.options;
    if (this.#sink !== null) throw new AssociationFault('UNEXPECTED_PDU', ABORT.unexpected);
    if (this.#commandBytes > 0 && context.id !== this.#commandContext) throw malformed();
    if (this.#commandBytes + length > MAX_COMMAND_BYTES) throw new AssociationFault('COMMAND_TOO_LONG', ABORT.invalidParameter);
    if (!wire.ready(length)) await wire.fill(length);
    this.#command.push(Buffer.from(wire.take(length)));
    this.#commandBytes += length;
    this.#commandContext = context.id;
    if (!isLast) return;
    const bytes = Buffer.concat(this.#command);
    this.#command = [];
    this.#commandBytes = 0;
    await this.#dispatch(parseCommand(bytes), context);
  }

  async #dataPart(context: AcceptedContext, length: number, isLast: boolean): Promise<void> {
    const { wire } = this.options;
    const sink = this.#sink;
    if (sink === null) throw new AssociationFault('UNEXPECTED_PDU', ABORT.unexpected);
    if (context.id !== this.#sinkContext) throw malformed();
    for (let left = length; left > 0; ) {
      if (!wire.ready(1)) await wire.fill(1);
      const piece = wire.takeSome(left);
      left -= piece.length;
      const brake = sink.write(piece);
      if (brake !== undefined) await brake;
    }
    if (!isLast) return;
    this.#sink = null;
    this.answering = true;
    try {
      await sink.end();
    } finally {
      this.answering = false;
    }
  }

  async #dispatch(command: Command, context: AcceptedContext): Promise<void> {
    const sink = await this.#sinkFor(command, context);
    if (command.hasDataSet) {
      this.#sink = sink;
      this.#sinkContext = context.id;
    } else {
      await sink.end();
    }
  }

  async #sinkFor(command: Command, context: AcceptedContext): Promise<Sink> {
    switch (command.field) {
      case COMMAND.storeRq:
        return storeSink(this, command, context);
      case COMMAND.echoRq:
        if (context.abstractSyntax !== VERIFICATION) break;
        this.options.host.event({ type: 'echo', id: this.options.id, at: Date.now() });
        return answer(() => this.send(context, encodeResponse(command, 0x0000)));
      case COMMAND.actionRq:
        if (context.abstractSyntax !== STORAGE_COMMITMENT) break;
        return gather((bytes) => this.#commitment.request(command, context, bytes));
      case COMMAND.eventRsp:
        return answer(() => this.#commitment.answered(command));
      case COMMAND.cancelRq:
        return answer(() => undefined);
      default:
        break;
    }
    // A response to nothing is no operation that could be answered.
    if ((command.field & 0x8000) !== 0) throw new AssociationFault('COMMAND_MALFORMED', ABORT.unexpectedParameter);
    return answer(() => this.send(context, encodeResponse(command, UNRECOGNISED_OPERATION)));
  }
}

/** PS3.7 §C.5.20 */
const UNRECOGNISED_OPERATION = 0x0211;

/** Drops the data set, if there is one, and then acts. */
export function answer(act: () => void): Sink {
  return {
    write: () => undefined,
    end: async () => act(),
    abort: async () => undefined,
  };
}

/** Gathers a small data set. */
function gather(act: (bytes: Buffer) => Promise<void>): Sink {
  const parts: Buffer[] = [];
  let bytes = 0;
  return {
    write: (piece) => {
      bytes += piece.length;
      if (bytes > MAX_ACTION_BYTES) throw new AssociationFault('COMMAND_TOO_LONG', ABORT.invalidParameter);
      parts.push(Buffer.from(piece));
      return undefined;
    },
    end: () => act(Buffer.concat(parts)),
    abort: async () => undefined,
  };
}
