import { encodeCommand } from '../dimse/command.ts';
import { Requestor } from '../dimse/scu.ts';
import { TRANSFER_SYNTAXES } from '../gate/transfer-syntax.ts';
import { OUR_AE } from './test-intake.ts';

export interface StoreResponse {
  status: number;
  field: number;
}

/** A sender of the tests' own: one association, one SOP class and transfer syntax a context. */
export class TestScu {
  readonly #requestor: Requestor;
  #messageId = 0;

  private constructor(requestor: Requestor) {
    this.#requestor = requestor;
  }

  static async open(
    port: number,
    contexts: readonly { sopClass: string; transferSyntaxes: string[] }[],
    callingAe = 'TEST_SCU',
    calledAe = OUR_AE,
  ): Promise<TestScu> {
    const proposed = contexts.map(({ sopClass, transferSyntaxes }, index) => ({
      id: index * 2 + 1,
      abstractSyntax: sopClass,
      transferSyntaxes,
    }));
    return new TestScu(await Requestor.open({ host: '127.0.0.1', port, callingAe, calledAe }, proposed, 5_000));
  }

  /** Transfer syntax granted for the context at this place, undefined when it was refused. */
  granted(index: number): string | undefined {
    return this.#requestor.contexts.get(index * 2 + 1);
  }

  async store(index: number, sopClass: string, sopInstance: string, dataSet: Buffer): Promise<StoreResponse> {
    this.send(index, sopClass, sopInstance, dataSet);
    const { command } = await this.#requestor.receive();
    return { status: command.status, field: command.field };
  }

  /** Sends a C-STORE without waiting for its answer. */
  send(index: number, sopClass: string, sopInstance: string, dataSet: Buffer): void {
    this.#messageId += 1;
    const command = encodeCommand([
      [0x0002, sopClass],
      [0x0100, 0x0001],
      [0x0110, this.#messageId],
      [0x0700, 0],
      [0x0800, 0x0001],
      [0x1000, sopInstance],
    ]);
    this.#requestor.send(index * 2 + 1, command, dataSet);
  }

  get requestor(): Requestor {
    return this.#requestor;
  }

  release(): Promise<void> {
    return this.#requestor.release();
  }

  abort(): void {
    this.#requestor.abort();
  }
}

export const ANY_SYNTAX = [...TRANSFER_SYNTAXES.keys()];

/** File meta information and data set of a Part 10 file that is well-formed so far: what a sender makes a C-STORE of. */
export function splitPart10(file: Buffer): { sopClass: string; sopInstance: string; transferSyntax: string; dataSet: Buffer } | null {
  const found = { '0002,0002': '', '0002,0003': '', '0002,0010': '' };
  let at = 132;
  while (at + 8 <= file.length && file.readUInt16LE(at) === 2) {
    const long = ['OB', 'UN'].includes(file.toString('latin1', at + 4, at + 6));
    const length = long ? file.readUInt32LE(at + 8) : file.readUInt16LE(at + 6);
    const from = at + (long ? 12 : 8);
    const key = `0002,${file
      .readUInt16LE(at + 2)
      .toString(16)
      .padStart(4, '0')}`;
    if (key in found) found[key as keyof typeof found] = file.toString('latin1', from, from + length).replace(/\0+$/, '');
    at = from + length;
  }
  if (found['0002,0010'] === '' || at > file.length) return null;
  return { sopClass: found['0002,0002'], sopInstance: found['0002,0003'], transferSyntax: found['0002,0010'], dataSet: file.subarray(at) };
}
