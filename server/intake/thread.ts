import { Worker } from 'node:worker_threads';
import { CommitmentRetry } from './commitment-retry.ts';
import type { AeResolution, AssociationEvent, CommitmentResult, CommitmentTransaction, InstanceReference } from './dimse/context.ts';
import type { DimseLimits } from './dimse/limits.ts';
import type { EchoResult } from './dimse/outgoing.ts';
import type { ScuTarget } from './dimse/scu.ts';
import type { DimseListen } from './dimse/server.ts';
import { Receiver } from './receiver.ts';
import type { SpoolLimits } from './spool.ts';
import type { Accepted, Source, Spooled } from './types.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './worker-messages.ts';

export type { AeResolution, AssociationEvent, CommitmentResult, CommitmentTransaction, EchoResult, InstanceReference, Receiver, ScuTarget };

export interface IntakeOptions {
  /** On the file system of the originals. */
  spoolDir: string;
  /** Null: no DICOM port, the other doors work. */
  dimse: DimseListen | null;
  limits?: { spool?: Partial<SpoolLimits>; dimse?: Partial<DimseLimits> };
}

/** What the intake asks of the rest of the program; all of it runs on the main thread. */
export interface IntakePorts {
  /** Which organisation sends under this calling title from this address. */
  resolveAe(callingAe: string, calledAe: string, remoteAddress: string): Promise<AeResolution>;
  /** Resolves when file, directory and row are durable. The spooled file is the callee's from the call on. */
  accept(spooled: Spooled, source: Source): Promise<Accepted>;
  /** Reads every object again and compares it with its hash. */
  verifyStored(organisationId: string, items: InstanceReference[]): Promise<CommitmentResult>;
  onAssociation(event: AssociationEvent): void;
  commitments: {
    /** Durable when it resolves; an id that is there is replaced. */
    save(transaction: CommitmentTransaction): Promise<void>;
    /** Those whose next attempt is due at `now` (milliseconds since 1970). */
    due(now: number): Promise<CommitmentTransaction[]>;
    done(id: string): Promise<void>;
    /** Where that title of that organisation listens, null when nobody said so. */
    addressOf(organisationId: string, aeTitle: string): Promise<{ host: string; port: number } | null>;
  };
}

export interface Intake {
  /** Null when there is none, or while it is being opened again. */
  readonly dimsePort: number | null;
  /** For one object that comes by another door than DIMSE. */
  receive(): Receiver;
  echo(target: ScuTarget): Promise<EchoResult>;
  /** Stops listening, lets what is in progress finish within seconds, ends the thread. */
  close(): Promise<void>;
}

/** Starts the intake thread and resolves when its port is open. A thread that dies is replaced, and its port opened again. */
export async function startIntake(options: IntakeOptions, ports: IntakePorts): Promise<Intake> {
  const thread = new IntakeThread(options, ports);
  await thread.start();
  return thread;
}

/** Chunks live for milliseconds: with room for some hundred of them, most die before the collector looks. */
const YOUNG_GENERATION_MB = 64;
/** Milliseconds before a thread that died young is replaced. */
const RESTART_DELAY = 500;

class IntakeThread implements Intake {
  dimsePort: number | null = null;
  readonly #setup: WorkerSetup;
  readonly #ports: IntakePorts;
  readonly #retry: CommitmentRetry;
  readonly #receivers = new Map<number, Receiver>();
  readonly #waiting = new Map<number, (value: unknown) => void>();
  /** The thread that lives now, for tests that end it. */
  worker: Worker | null = null;
  #lastId = 0;
  #closing = false;
  #closed: (() => void) | null = null;

  constructor(options: IntakeOptions, ports: IntakePorts) {
    this.#setup = { spoolDir: options.spoolDir, dimse: options.dimse, limits: options.limits ?? {} };
    this.#ports = ports;
    this.#retry = new CommitmentRetry(ports, (target, transaction, result) => this.#deliver(target, transaction, result));
  }

  async start(): Promise<void> {
    await this.#spawn();
    // The same port after a restart, also when any free one was asked for.
    if (this.#setup.dimse !== null && this.dimsePort !== null) this.#setup.dimse = { ...this.#setup.dimse, port: this.dimsePort };
    this.#retry.start();
  }

  receive(): Receiver {
    this.#lastId += 1;
    const id = this.#lastId;
    const receiver = new Receiver(id, {
      post: (message, transfer) => this.worker?.postMessage(message, transfer),
      done: () => this.#receivers.delete(id),
      dead: this.worker === null || this.#closing,
    });
    this.#receivers.set(id, receiver);
    return receiver;
  }

  async echo(target: ScuTarget): Promise<EchoResult> {
    return (
      ((await this.#call((call) => ({ type: 'echo', call, target }))) as EchoResult | null) ?? { ok: false, ms: 0, reason: 'not running' }
    );
  }

  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    await this.#retry.close();
    const worker = this.worker;
    if (worker === null) return;
    await new Promise<void>((resolve) => {
      this.#closed = resolve;
      this.#post({ type: 'close' });
    });
    this.worker = null;
    await worker.terminate();
    this.#lost();
  }

  #spawn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), {
        name: 'intake',
        workerData: this.#setup,
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
      });
      this.worker = worker;
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'ready') {
          this.dimsePort = message.dimsePort;
          resolve();
        } else if (message.type === 'failed') {
          reject(new Error(`the intake could not start: ${message.reason}`));
        } else {
          this.#heard(message);
        }
      });
      worker.on('error', (error) => reject(error));
      worker.on('exit', () => {
        reject(new Error('the intake thread ended'));
        if (this.worker !== worker) return;
        this.worker = null;
        this.#lost();
        this.#closed?.();
        if (!this.#closing) this.#restart();
      });
    });
  }

  #restart(): void {
    setTimeout(() => {
      if (this.#closing) return;
      this.#spawn().catch(() => {
        void this.worker?.terminate();
        if (this.worker === null) this.#restart();
      });
    }, RESTART_DELAY).unref();
  }

  /** Whoever waited for the thread learns that nothing was kept. */
  #lost(): void {
    this.dimsePort = null;
    for (const receiver of this.#receivers.values()) receiver.lost();
    this.#receivers.clear();
    for (const resolve of this.#waiting.values()) resolve(null);
    this.#waiting.clear();
  }

  #heard(message: FromWorker): void {
    switch (message.type) {
      case 'written':
        this.#receivers.get(message.id)?.written(message.bytes);
        break;
      case 'received':
        this.#receivers.get(message.id)?.received(message.received);
        break;
      case 'events':
        for (const event of message.events) this.#ports.onAssociation(event);
        break;
      case 'call':
        void this.#serve(message);
        break;
      case 'echoed':
        this.#settle(message.call, message.result);
        break;
      case 'delivered':
        this.#settle(message.call, message.ok);
        break;
      case 'closed':
        this.#closed?.();
        break;
    }
  }

  async #serve({ call, port, args }: Extract<FromWorker, { type: 'call' }>): Promise<void> {
    const { commitments } = this.#ports;
    const serve = {
      resolveAe: this.#ports.resolveAe.bind(this.#ports),
      accept: this.#ports.accept.bind(this.#ports),
      verifyStored: this.#ports.verifyStored.bind(this.#ports),
      saveCommitment: commitments.save.bind(commitments),
      commitmentDone: commitments.done.bind(commitments),
    }[port] as (...args: unknown[]) => Promise<unknown>;
    try {
      const value = await serve(...args);
      this.#post({ type: 'answer', call, ok: true, value });
    } catch {
      this.#post({ type: 'answer', call, ok: false, value: null });
    }
  }

  async #deliver(target: ScuTarget, transaction: CommitmentTransaction, result: CommitmentResult): Promise<boolean> {
    return (await this.#call((call) => ({ type: 'deliver', call, target, transaction, result }))) === true;
  }

  #call(message: (call: number) => ToWorker): Promise<unknown> {
    if (this.worker === null) return Promise.resolve(null);
    this.#lastId += 1;
    const call = this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(call, resolve);
      this.#post(message(call));
    });
  }

  #settle(call: number, value: unknown): void {
    this.#waiting.get(call)?.(value);
    this.#waiting.delete(call);
  }

  #post(message: ToWorker): void {
    this.worker?.postMessage(message);
  }
}
