import { createHash, type Hash } from 'node:crypto';
import type { DicomJson, Verdict } from '../types.ts';
import { ByteQueue } from './byte-queue.ts';
import { Inflater } from './inflater.ts';
import { textOf } from './json.ts';
import { MAX_OBJECT_BYTES } from './limits.ts';
import { PREAMBLE_BYTES } from './meta.ts';
import { type Read, readObject } from './object.ts';
import { preambleCode } from './preamble.ts';
import { Refusal } from './refusal.ts';
import { worst } from './severity.ts';
import { isUid } from './uid.ts';

export interface GateOptions {
  /** Bytes one object may have, and what a deflated one may grow to. */
  maxBytes?: number;
  /** Milliseconds since 1970: decides which dates lie in the future. */
  now?: number;
}

/**
 * The gate: one pass over one DICOM Part 10 object while it arrives, before any other parser sees it. Nothing of the pixels is
 * kept. `write` returns a promise only where the object is deflated and must be inflated first; wait for it before the next.
 *
 *   const gate = new Gate();
 *   for await (const chunk of source) await gate.write(chunk);
 *   const verdict = await gate.end();
 */
export class Gate {
  readonly #maxBytes: number;
  readonly #queue = new ByteQueue();
  readonly #read: Read = { meta: null, parsed: null, dataSetAt: -1, syntax: null };
  readonly #steps: Generator<number, Verdict['code'], void>;
  readonly #file: Hash = createHash('sha256');
  /** What came until it is known where the data set begins, and whether it must be inflated. */
  #head: Buffer[] = [];
  #divided = false;
  #preamble: Buffer = Buffer.alloc(0);
  #wanted = 1;
  #bytes = 0;
  #inflater: Inflater | null = null;
  #code: Verdict['code'] | null = null;
  #refusal: Refusal | null = null;
  /** Refused by the parser, but deflated and perhaps a bomb: the rest is still inflated, and counted. */
  #suspect = false;
  #closed = false;

  constructor(options: GateOptions = {}) {
    this.#maxBytes = Math.min(options.maxBytes ?? MAX_OBJECT_BYTES, MAX_OBJECT_BYTES);
    this.#steps = readObject(this.#queue, this.#read, options.now ?? Date.now());
  }

  /** Set as soon as the object is refused, while bytes may still be coming: they need not be kept. */
  get refused(): boolean {
    return this.#refusal !== null;
  }

  /** The data set so far, once everything that identifies the patient has been read; null before, and without a study. */
  get identified(): DicomJson | null {
    const dataset = this.#read.parsed?.dataset;
    return dataset !== undefined && '0020000D' in dataset ? dataset : null;
  }

  /** SOP class of the meta information, '' until it is known. */
  get metaSopClass(): string {
    return this.#read.meta?.sopClassUid ?? '';
  }

  write(chunk: Buffer): Promise<void> | undefined {
    const before = this.#bytes;
    this.#bytes += chunk.length;
    if (this.#refusal !== null && !this.#suspect) return undefined;
    if (this.#bytes > this.#maxBytes) {
      this.#refuse(new Refusal('DICOM_TOO_LARGE', `more than ${this.#maxBytes} bytes`));
      return undefined;
    }
    if (before < PREAMBLE_BYTES) this.#preamble = Buffer.concat([this.#preamble, chunk.subarray(0, PREAMBLE_BYTES - before)]);
    this.#file.update(chunk);
    if (this.#inflater !== null) return this.#inflater.write(chunk);
    this.#queue.push(chunk);
    this.#advance();
    return this.#refusal === null && !this.#divided ? this.#divide(chunk) : undefined;
  }

  /** Ends the object and gives the verdict. */
  async end(): Promise<Verdict> {
    if ((this.#refusal === null || this.#suspect) && this.#inflater !== null) await this.#inflater.end();
    if (this.#refusal === null) {
      this.#queue.ended = true;
      this.#advance();
      if (this.#code === null) this.#refusal ??= new Refusal('DICOM_TRUNCATED', 'ends before the data set');
    }
    this.close();
    return this.#verdict();
  }

  /** Frees what it holds; also the way to give an object up. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#inflater?.close();
    this.#queue.clear();
  }

  /** Runs the parse as far as the bytes go. */
  #advance(): void {
    if (this.#refusal !== null || this.#code !== null) return;
    while (this.#queue.available >= this.#wanted || this.#queue.ended) {
      try {
        const step = this.#steps.next();
        if (step.done === true) {
          this.#code = step.value;
          return;
        }
        this.#wanted = step.value;
      } catch (cause) {
        // Anything else is a fault of the gate itself: this one object fails, the thread and everybody else's objects live on.
        this.#refuse(
          cause instanceof Refusal
            ? cause
            : new Refusal('STORE_FAILED', `the gate failed: ${cause instanceof Error ? cause.name : 'unknown'}`),
        );
        return;
      }
      if (this.#read.syntax?.deflated === true && this.#inflater === null) return;
    }
  }

  /** Divides what arrived where the data set begins, when that is deflated. */
  #divide(chunk: Buffer): Promise<void> | undefined {
    this.#head.push(chunk);
    const { dataSetAt, syntax } = this.#read;
    if (dataSetAt < 0) return undefined;
    const head = this.#head;
    this.#head = [];
    this.#divided = true;
    if (syntax?.deflated !== true) return undefined;
    const rest = Buffer.concat(head).subarray(dataSetAt);
    this.#queue.clear();
    this.#inflater = new Inflater(this.#maxBytes, {
      data: (inflated) => {
        if (this.#refusal !== null) return this.#suspect;
        this.#queue.push(inflated);
        this.#advance();
        return this.#refusal === null || this.#suspect;
      },
      refuse: (refusal) => {
        if (this.#refusal === null || refusal.code === 'DICOM_INFLATE_LIMIT') this.#refuse(refusal);
        this.#suspect = false;
      },
    });
    return this.#inflater.write(rest);
  }

  /** By which UIDs a sender can tell which object was refused. */
  #named(): { sopClassUid?: string; sopInstanceUid?: string } {
    const { parsed, meta } = this.#read;
    const sopClassUid = (parsed === null ? '' : textOf(parsed.dataset, '00080016')) || (meta?.sopClassUid ?? '');
    const sopInstanceUid = (parsed === null ? '' : textOf(parsed.dataset, '00080018')) || (meta?.sopInstanceUid ?? '');
    return { ...(isUid(sopClassUid) ? { sopClassUid } : {}), ...(isUid(sopInstanceUid) ? { sopInstanceUid } : {}) };
  }

  #refuse(refusal: Refusal): void {
    this.#refusal = refusal;
    this.#suspect = this.#inflater !== null && MAY_BE_A_BOMB.has(refusal.code);
    this.#queue.clear();
  }

  #verdict(): Verdict {
    if (this.#refusal !== null) return { ok: false, code: this.#refusal.code, detail: this.#refusal.detail, ...this.#named() };
    const { meta, parsed, identity, layout } = this.#read;
    const code = worst([this.#code!, preambleCode(this.#preamble)]);
    return {
      ok: true,
      code,
      object: {
        ...identity!,
        transferSyntaxUid: meta!.transferSyntaxUid,
        base: this.#inflater === null ? 'file' : 'inflated',
        pixels: layout!,
        bulk: parsed!.bulk,
        ignored: [...parsed!.ignored].map((tag) => (tag + 0x100000000).toString(16).slice(1).toUpperCase()),
        dataset: parsed!.dataset,
        sha256: this.#file.digest('hex'),
        dataSetOffset: this.#read.dataSetAt,
        bytes: this.#bytes,
        preambleUsed: this.#preamble.some((byte) => byte !== 0),
      },
    };
  }
}

/** What a bomb looks like to the parser before its size shows: in a deflated object the rest is inflated, within the limit, first. */
const MAY_BE_A_BOMB: ReadonlySet<string> = new Set(['DICOM_PARSE', 'DICOM_TAG_ORDER', 'DICOM_TAG_DUPLICATE', 'DICOM_TRAILING_DATA']);
