import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ct, dimseIntake } from '../testing/dimse-intake.ts';
import { CT, dataSet, EXPLICIT } from '../testing/part10.ts';
import { OUR_AE } from '../testing/test-intake.ts';
import { TestScu } from '../testing/test-scu.ts';
import { encodeAssociateAc, parseAssociateRq } from './associate.ts';
import { encodeCommand, encodeResponse, parseCommand } from './command.ts';
import { STORAGE_COMMITMENT } from './negotiate.ts';

const dimse = dimseIntake();

describe('storage commitment', () => {
  const request = (instances: readonly string[], transactionUid: string): [Buffer, Buffer] => [
    encodeCommand([
      [0x0003, STORAGE_COMMITMENT],
      [0x0100, 0x0130],
      [0x0110, 9],
      [0x0800, 1],
      [0x1001, '1.2.840.10008.1.20.1.1'],
      [0x1008, 1],
    ]),
    dataSetOf(transactionUid, instances),
  ];

  it('[IN38] is answered, and reported on the same association', async () => {
    const scu = await TestScu.open(dimse.port, [ct([EXPLICIT]), { sopClass: STORAGE_COMMITMENT, transferSyntaxes: [EXPLICIT] }]);
    await scu.store(0, CT, '1.2.3.4', dataSet({}));
    scu.requestor.send(3, ...request(['1.2.3.4', '1.2.3.5'], '1.2.99'));
    expect((await scu.requestor.receive()).command).toMatchObject({ field: 0x8130, status: 0 });
    const report = await scu.requestor.receive();
    expect(report.command).toMatchObject({ field: 0x0100 });
    const text = report.dataSet.toString('latin1');
    expect(text).toMatch(/1\.2\.99.*1\.2\.3\.5.*.*1\.2\.3\.4/s);
    expect(dimse.test.commitments.size).toBe(1);
    scu.requestor.send(3, encodeResponse({ ...report.command, messageId: 1, field: 0x0100 }, 0));
    await expect.poll(() => dimse.test.commitments.size).toBe(0);
    await scu.release();
  });

  it('[IN38] is reported on a new association when the old one is gone, until it is taken', { timeout: 15_000 }, async () => {
    const taken: string[] = [];
    const listener = await reportListener((dataSet) => taken.push(dataSet));
    const scu = await TestScu.open(dimse.port, [{ sopClass: STORAGE_COMMITMENT, transferSyntaxes: [EXPLICIT] }]);
    scu.requestor.send(1, ...request(['1.2.3.9'], '1.2.98'));
    await scu.requestor.receive();
    scu.abort();
    const [transaction] = dimse.test.commitments.values();
    expect(transaction).toMatchObject({ callingAe: 'TEST_SCU', calledAe: OUR_AE, transactionUid: '1.2.98', attempts: 0 });
    const { CommitmentRetry } = await import('../commitment-retry.ts');
    const delivered: boolean[] = [];
    const commitments = {
      save: async (changed: NonNullable<typeof transaction>) => void dimse.test.commitments.set(changed.id, changed),
      due: async () => [...dimse.test.commitments.values()],
      done: async (id: string) => void dimse.test.commitments.delete(id),
      addressOf: async (_organisation: string, title: string) => dimse.test.addresses.get(title) ?? null,
    };
    const { deliverReport } = await import('./outgoing.ts');
    const retry = new CommitmentRetry(
      { verifyStored: async (_o, items) => ({ stored: items, failed: [] }), commitments },
      async (target, { transactionUid }, result) => {
        delivered.push(await deliverReport(target, transactionUid, result));
        return delivered.at(-1)!;
      },
    );
    await retry.attempt(transaction!, Date.now());
    expect([...dimse.test.commitments.values()][0]).toMatchObject({ attempts: 1 });
    dimse.test.addresses.set('TEST_SCU', { host: '127.0.0.1', port: listener.port });
    await retry.attempt([...dimse.test.commitments.values()][0]!, Date.now());
    expect(delivered).toEqual([true]);
    expect(dimse.test.commitments.size).toBe(0);
    expect(taken[0]).toContain('1.2.98');
    await retry.attempt({ ...transaction!, requestedAt: Date.now() - 25 * 3_600_000 }, Date.now());
    expect(delivered).toHaveLength(1);
    listener.close();
  });
});

function dataSetOf(transactionUid: string, instances: readonly string[]): Buffer {
  const uid = (tag: number[], text: string): Buffer => {
    const bytes = Buffer.from(text.length % 2 === 0 ? text : `${text}\0`);
    return Buffer.concat([Buffer.from([...tag, 0x55, 0x49, bytes.length, 0]), bytes]);
  };
  const items = instances.map((instance) => {
    const body = Buffer.concat([uid([0x08, 0, 0x50, 0x11], CT), uid([0x08, 0, 0x55, 0x11], instance)]);
    const head = Buffer.from([0xfe, 0xff, 0, 0xe0, 0, 0, 0, 0]);
    head.writeUInt32LE(body.length, 4);
    return Buffer.concat([head, body]);
  });
  const sequence = Buffer.concat(items);
  const head = Buffer.from([0x08, 0, 0x99, 0x11, 0x53, 0x51, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32LE(sequence.length, 8);
  return Buffer.concat([uid([0x08, 0, 0x95, 0x11], transactionUid), head, sequence]);
}

/** The sender's side of a report on a new association: takes it, in the syntax offered first. */
async function reportListener(took: (dataSet: string) => void): Promise<{ port: number; close(): void }> {
  const server = createServer((socket) => {
    let held: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      held = Buffer.concat([held, chunk]);
      while (held.length >= 6 && held.length >= 6 + held.readUInt32BE(2)) {
        const [type, body] = [held[0], held.subarray(6, 6 + held.readUInt32BE(2))];
        held = held.subarray(6 + body.length);
        if (type === 1) {
          const { contexts } = parseAssociateRq(body);
          const results = contexts.map(({ id, transferSyntaxes }) => ({ id, result: 0 as const, transferSyntax: transferSyntaxes[0]! }));
          socket.write(encodeAssociateAc(body, results, 16_384));
        } else if (type === 4 && (body[5]! & 1) === 0) {
          took(body.toString('latin1'));
          const answer = encodeResponse(
            parseCommand(
              encodeCommand([
                [0x0002, STORAGE_COMMITMENT],
                [0x0100, 0x0100],
                [0x0110, 1],
                [0x0800, 0x0101],
              ]),
            ),
            0,
          );
          const head = Buffer.alloc(12);
          head[0] = 4;
          head.writeUInt32BE(answer.length + 6, 2);
          head.writeUInt32BE(answer.length + 2, 6);
          head[10] = 1;
          head[11] = 3;
          socket.write(Buffer.concat([head, answer]));
        } else if (type === 5) {
          socket.end(Buffer.from([6, 0, 0, 0, 0, 4, 0, 0, 0, 0]));
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return { port: (server.address() as { port: number }).port, close: () => server.close() };
}
