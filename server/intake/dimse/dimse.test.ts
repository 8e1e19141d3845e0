import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BIG_ENDIAN, CT, dataSet, EXPLICIT, IMPLICIT, part10 } from '../testing/part10.ts';
import { bytesOf, DATA, hasData, hasHostile, hostile } from '../testing/shared-data.ts';
import { OUR_AE, startTestIntake, type TestIntake } from '../testing/test-intake.ts';
import { ANY_SYNTAX, splitPart10, TestScu } from '../testing/test-scu.ts';
import { encodeAssociateAc, parseAssociateRq } from './associate.ts';
import { encodeCommand, encodeResponse, parseCommand } from './command.ts';
import { DIMSE_LIMITS } from './limits.ts';
import { STORAGE_COMMITMENT, VERIFICATION } from './negotiate.ts';
import { encodeMessage } from './pdu.ts';

const run = promisify(execFile);
/** Short where the product's are long, so that the tests of the timers take no half minute. */
const ARTIM = 1_200;
let test: TestIntake;
let port: number;

beforeAll(async () => {
  test = await startTestIntake({ limits: { dimse: { artim: ARTIM, reportAnswer: 300 } } });
  port = test.intake.dimsePort!;
});
afterAll(() => test.close());
beforeEach(() => {
  test.kept.length = 0;
  test.events.length = 0;
});

const ct = (transferSyntaxes = ANY_SYNTAX) => ({ sopClass: CT, transferSyntaxes });

describe('an association', () => {
  it('[IN30][IN39] takes storage classes, private ones included, in the first syntax of the sender that is taken', async () => {
    const scu = await TestScu.open(port, [
      ct(['1.2.840.10008.1.2.4.53', IMPLICIT, EXPLICIT]),
      { sopClass: '1.3.12.2.1107.5.9.1', transferSyntaxes: [EXPLICIT] },
      { sopClass: '1.2.840.10008.5.1.4.1.2.2.1', transferSyntaxes: [EXPLICIT] },
      ct(['1.2.840.10008.1.2.4.53', '1.2.840.10008.1.2.4.55']),
      { sopClass: VERIFICATION, transferSyntaxes: [BIG_ENDIAN, IMPLICIT] },
    ]);
    expect([0, 1, 2, 3, 4].map((index) => scu.granted(index))).toEqual([IMPLICIT, EXPLICIT, undefined, undefined, IMPLICIT]);
    await scu.release();
    await expect
      .poll(() => test.events.find((event) => event.type === 'opened'))
      .toMatchObject({ callingAe: 'TEST_SCU', refusedContexts: [{ result: 3 }, { result: 4 }] });
  });

  it('[IN31] is refused to titles that are not known, with the reason', async () => {
    await expect(TestScu.open(port, [ct()], 'NOBODY')).rejects.toThrow('result 1, source 1, reason 3');
    await expect(TestScu.open(port, [ct()], 'TEST_SCU', 'OTHER')).rejects.toThrow('result 1, source 1, reason 7');
    await expect
      .poll(() => test.events.flatMap((event) => (event.type === 'refused' ? [event.code] : [])))
      .toEqual(['CALLING_AE_UNKNOWN', 'CALLED_AE_UNKNOWN']);
  });

  it('[IN34] answers C-ECHO, from our own side too', async () => {
    const echoed = await test.intake.echo({ host: '127.0.0.1', port, calledAe: OUR_AE, callingAe: 'TEST_SCU' });
    expect(echoed).toMatchObject({ ok: true });
    expect(await test.intake.echo({ host: '127.0.0.1', port, calledAe: OUR_AE, callingAe: 'NOBODY' })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('reason 3'),
    });
    expect(await test.intake.echo({ host: '127.0.0.1', port: 1, calledAe: OUR_AE, callingAe: 'TEST_SCU' })).toMatchObject({
      ok: false,
      reason: 'no connection',
    });
  });

  it('[IN37] is one of several, none of which waits for another', async () => {
    const scus = await Promise.all(Array.from({ length: 8 }, () => TestScu.open(port, [ct()])));
    const statuses = await Promise.all(
      scus.map(async (scu, sender) => {
        const found: number[] = [];
        for (let n = 0; n < 5; n++) {
          const instance = `1.2.${sender + 1}.${n + 1}`;
          found.push((await scu.store(0, CT, instance, dataSet({ instance, rows: 128, columns: 128 }))).status);
        }
        await scu.release();
        return found;
      }),
    );
    expect(new Set(statuses.flat())).toEqual(new Set([0]));
    expect(test.kept).toHaveLength(40);
  });
});

describe('a C-STORE', () => {
  it('[IN35] is stored behind a meta group of ours, and answered when it is stored', async () => {
    const scu = await TestScu.open(port, [ct([EXPLICIT])]);
    expect(await scu.store(0, CT, '1.2.3.4', dataSet({}))).toEqual({ status: 0, field: 0x8001 });
    const [one] = test.kept;
    expect(one!.source).toEqual({ organisationId: 'riverside', door: 'dimse', sender: 'TEST_SCU' });
    const file = await test.bytesOf(one!);
    expect(splitPart10(file)).toMatchObject({ sopClass: CT, sopInstance: '1.2.3.4', transferSyntax: EXPLICIT });
    expect(file.subarray(one!.spooled.object.dataSetOffset).equals(dataSet({}))).toBe(true);
    await scu.release();
    await expect.poll(() => test.events).toContainEqual(expect.objectContaining({ how: 'released', objects: 1 }));
    expect(test.events).toContainEqual(expect.objectContaining({ type: 'object', code: 'OK', status: 0 }));
  });

  it('[IN35] that is refused gets the status of its fault, and the association goes on', async () => {
    const scu = await TestScu.open(port, [ct([EXPLICIT])]);
    expect((await scu.store(0, CT, '1.2.3.4', dataSet({ pixels: Buffer.alloc(2) }))).status).toBe(0xa900);
    expect((await scu.store(0, CT, '1.2.3.4', Buffer.from('garbage '))).status).toBe(0xc000);
    expect((await scu.store(0, CT, '1.2.3.5', dataSet({}))).status).toBe(0xa900);
    expect((await scu.store(0, CT, '../../x', dataSet({}))).status).toBe(0x0117);
    expect((await scu.store(0, '1.2.840.10008.5.1.4.1.1.4', '1.2.3.4', dataSet({}))).status).toBe(0xa900);
    expect((await scu.store(0, CT, '1.2.3.4', dataSet({ elements: [[0x00100020, 'LO', '']] }))).status).toBe(0xb000);
    expect((await scu.store(0, CT, '1.2.3.4', dataSet({}))).status).toBe(0);
    await scu.release();
    expect(test.kept).toHaveLength(2);
    expect(await test.spooled()).toEqual([]);
  });

  it('[IN36] that is cut off leaves what was complete, and nothing of itself', async () => {
    const scu = await TestScu.open(port, [ct([EXPLICIT])]);
    await scu.store(0, CT, '1.2.3.4', dataSet({}));
    const whole = dataSet({ instance: '1.2.3.7', rows: 1024, columns: 1024 });
    scu.requestor.raw(unfinished(1, whole.subarray(0, 1_500_000)));
    await expect.poll(() => test.spooled()).not.toEqual([]);
    scu.abort();
    await expect.poll(() => test.events).toContainEqual(expect.objectContaining({ how: 'PEER_ABORTED', objects: 1 }));
    expect(await test.spooled()).toEqual([]);
    expect(test.kept).toHaveLength(1);
  });

  it.runIf(hasData && existsSync('/usr/bin/storescu'))('[IN35] of dcmtk brings real series in', { timeout: 30_000 }, async () => {
    for (const folder of ['01_ct_head_ncct_ge_human_tilt_uneven', '06_mr_prior_brain_dwi_enhanced', '10_charsets']) {
      await run('storescu', [
        '-aet',
        'STORESCU',
        '-aec',
        OUR_AE,
        '--scan-directories',
        '--recurse',
        '-R',
        '127.0.0.1',
        String(port),
        join(DATA, 'dicom', folder),
      ]);
    }
    expect(test.kept).toHaveLength(28 + 10 + 8);
  });
});

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
    const scu = await TestScu.open(port, [ct([EXPLICIT]), { sopClass: STORAGE_COMMITMENT, transferSyntaxes: [EXPLICIT] }]);
    await scu.store(0, CT, '1.2.3.4', dataSet({}));
    scu.requestor.send(3, ...request(['1.2.3.4', '1.2.3.5'], '1.2.99'));
    expect((await scu.requestor.receive()).command).toMatchObject({ field: 0x8130, status: 0 });
    const report = await scu.requestor.receive();
    expect(report.command).toMatchObject({ field: 0x0100 });
    const text = report.dataSet.toString('latin1');
    expect(text).toMatch(/1\.2\.99.*1\.2\.3\.5.*.*1\.2\.3\.4/s);
    expect(test.commitments.size).toBe(1);
    scu.requestor.send(3, encodeResponse({ ...report.command, messageId: 1, field: 0x0100 }, 0));
    await expect.poll(() => test.commitments.size).toBe(0);
    await scu.release();
  });

  it('[IN38] is reported on a new association when the old one is gone, until it is taken', { timeout: 15_000 }, async () => {
    const taken: string[] = [];
    const listener = await reportListener((dataSet) => taken.push(dataSet));
    const scu = await TestScu.open(port, [{ sopClass: STORAGE_COMMITMENT, transferSyntaxes: [EXPLICIT] }]);
    scu.requestor.send(1, ...request(['1.2.3.9'], '1.2.98'));
    await scu.requestor.receive();
    scu.abort();
    const [transaction] = test.commitments.values();
    expect(transaction).toMatchObject({ callingAe: 'TEST_SCU', calledAe: OUR_AE, transactionUid: '1.2.98', attempts: 0 });
    const { CommitmentRetry } = await import('../commitment-retry.ts');
    const delivered: boolean[] = [];
    const commitments = {
      save: async (changed: NonNullable<typeof transaction>) => void test.commitments.set(changed.id, changed),
      due: async () => [...test.commitments.values()],
      done: async (id: string) => void test.commitments.delete(id),
      addressOf: async (_organisation: string, title: string) => test.addresses.get(title) ?? null,
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
    expect([...test.commitments.values()][0]).toMatchObject({ attempts: 1 });
    test.addresses.set('TEST_SCU', { host: '127.0.0.1', port: listener.port });
    await retry.attempt([...test.commitments.values()][0]!, Date.now());
    expect(delivered).toEqual([true]);
    expect(test.commitments.size).toBe(0);
    expect(taken[0]).toContain('1.2.98');
    await retry.attempt({ ...transaction!, requestedAt: Date.now() - 25 * 3_600_000 }, Date.now());
    expect(delivered).toHaveLength(1);
    listener.close();
  });
});

describe('the DICOM port', () => {
  it('[IN33] has the timer of PS3.8 at 30 s', () => {
    expect(DIMSE_LIMITS.artim).toBe(30_000);
  });

  it('[IN37] serves an honest sender while 64 others trickle and hold', { timeout: 20_000 }, async () => {
    const slow = Array.from({ length: 64 }, () => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      const timer = setInterval(() => socket.write(Buffer.from([1])), 1_000);
      socket.on('close', () => clearInterval(timer));
      return socket;
    });
    const began = performance.now();
    const scu = await TestScu.open(port, [ct()]);
    expect((await scu.store(0, CT, '1.2.3.4', dataSet({}))).status).toBe(0);
    await scu.release();
    expect(performance.now() - began).toBeLessThan(2_000);
    await expect.poll(() => slow.every((socket) => socket.destroyed), { timeout: 5_000 }).toBe(true);
  });

  it('[IN37] gives the place of who only waits to who has something to send', { timeout: 15_000 }, async () => {
    const own = await startTestIntake({ limits: { dimse: { connections: 8 } } });
    const at = own.intake.dimsePort!;
    const holders = Array.from({ length: 40 }, () =>
      connect(at, '127.0.0.1')
        .on('error', () => undefined)
        .on('data', () => undefined),
    );
    await Promise.all(holders.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    const scu = await TestScu.open(at, [ct()]);
    expect((await scu.store(0, CT, '1.2.3.4', dataSet({}))).status).toBe(0);
    await scu.release();
    for (const socket of holders) socket.destroy();
    await own.close();
  });

  it('[IN25] opens again when its thread dies, and whoever waits learns that nothing was kept', { timeout: 15_000 }, async () => {
    const own = await startTestIntake();
    const receiver = own.intake.receive();
    receiver.write(part10({}).subarray(0, 600));
    const worker = (own.intake as unknown as { worker: { terminate(): Promise<number> } }).worker;
    await worker.terminate();
    expect(await receiver.end()).toMatchObject({ ok: false, code: 'STORE_FAILED' });
    await expect.poll(() => own.intake.dimsePort, { timeout: 5_000 }).not.toBeNull();
    const scu = await TestScu.open(own.intake.dimsePort!, [ct()]);
    expect((await scu.store(0, CT, '1.2.3.4', dataSet({}))).status).toBe(0);
    await scu.release();
    expect(await own.spooled()).toEqual([]);
    await own.close();
  });
});

describe.runIf(hasHostile)('the hostile connections', () => {
  const cases = hostile('dimse-').map((item) => [item.id, item] as const);
  it.concurrent.each(cases)('[IN32] %s', { timeout: 8_000 }, async (_id, item) => {
    const { received, closed, ms } = await talk(bytesOf(item), item.send ?? {});
    expect(outcome(received)).toMatch(wanted(item.expect.pdu ?? ''));
    if (item.expect.pdu?.includes('AC then close') || ('connection' in item.expect && item.expect.code !== undefined))
      expect(closed).toBe(true);
    const limit = item.send?.hold_s !== undefined ? ARTIM + 1_000 : 2_000;
    if (closed) expect(ms).toBeLessThan(limit);
  });

  it('[IN32] left nothing behind', async () => {
    await expect.poll(() => test.spooled()).toEqual([]);
  });
});

/** A C-STORE whose data set does not end, in whole units. */
function unfinished(contextId: number, part: Buffer): Buffer {
  const command = encodeCommand([
    [0x0002, CT],
    [0x0100, 1],
    [0x0110, 7],
    [0x0700, 0],
    [0x0800, 1],
    [0x1000, '1.2.3.7'],
  ]);
  const whole = encodeMessage(contextId, Buffer.concat([part, Buffer.alloc(65_536)]), false, 0);
  return Buffer.concat([encodeMessage(contextId, command, true, 0), whole.subarray(0, Math.floor(part.length / 65_530) * 65_542)]);
}

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

/** Sends raw bytes the way the case says and gathers everything that comes back, until it is quiet or closed. */
function talk(
  bytes: Buffer,
  send: { hold_s?: number; then?: 'FIN'; bytes_per_s?: number },
): Promise<{ received: Buffer; closed: boolean; ms: number }> {
  const began = performance.now();
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    const socket: Socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let quiet: NodeJS.Timeout;
    let trickle: NodeJS.Timeout | undefined;
    const done = (closed: boolean): void => {
      clearTimeout(quiet);
      clearInterval(trickle);
      socket.destroy();
      resolve({ received: Buffer.concat(parts), closed, ms: performance.now() - began });
    };
    quiet = setTimeout(() => done(false), send.hold_s === undefined ? 2_500 : ARTIM + 2_000);
    socket.on('data', (chunk) => {
      parts.push(chunk);
      clearTimeout(quiet);
      quiet = setTimeout(() => done(false), 1_000);
    });
    socket.on('end', () => done(true));
    socket.on('error', () => done(true));
    if (send.bytes_per_s !== undefined) {
      let at = 0;
      trickle = setInterval(() => {
        socket.write(bytes.subarray(at, at + 1));
        at += 1;
      }, 1_000 / send.bytes_per_s);
    } else if (send.then === 'FIN') socket.end(bytes);
    else socket.write(bytes);
  });
}

/** Units in words: `AC`, `RJ 1 1 3`, `ABORT 2 6`, `RELEASE-RP`, responses with their status. */
function outcome(received: Buffer): string {
  const words: string[] = [];
  for (let at = 0; at + 6 <= received.length; ) {
    const length = received.readUInt32BE(at + 2);
    const body = received.subarray(at + 6, at + 6 + length);
    const type = received[at];
    if (type === 2) words.push('AC');
    else if (type === 3) words.push(`RJ ${body[1]} ${body[2]} ${body[3]}`);
    else if (type === 6) words.push('RELEASE-RP');
    else if (type === 7) words.push(`ABORT ${body[2]} ${body[3]}`);
    else if (type === 4 && (body[5]! & 1) === 1) {
      const { field, status } = parseCommand(body.subarray(6));
      words.push(`${field.toString(16).padStart(4, '0')} ${status.toString(16).padStart(4, '0')}`);
    }
    at += 6 + length;
  }
  return words.join(', ');
}

/** What the manifest's words for an answer look like in ours. */
function wanted(pdu: string): RegExp {
  const reject = /RJ result (\d) source (\d) reason (\d)/.exec(pdu);
  if (reject !== null) return new RegExp(`^RJ ${reject[1]} ${reject[2]} ${reject[3]}$`);
  if (pdu.startsWith('A-ASSOCIATE-RJ')) return /^RJ /;
  if (pdu.startsWith('any')) return /^$|AC|RJ|ABORT/;
  if (pdu.includes('ARTIM') || pdu.includes('rate guard')) return /^$|^ABORT 2 0$/;
  if (pdu === 'AC then close') return /^AC$/;
  if (pdu.includes('C-ECHO-RSP')) return /^AC, 8030 0000, RELEASE-RP$/;
  if (pdu.includes('0211')) return /^AC, \w{4} 0211/;
  if (pdu.includes('N-EVENT-REPORT')) return /^AC, 8130 0000, 0100 0000/;
  const status = /C-STORE-RSP (\w{4})/.exec(pdu);
  if (status !== null) return new RegExp(`^AC, 8001 ${status[1]!.toLowerCase()}`);
  const abort = /A-ABORT source 2 reason (\d)/.exec(pdu);
  if (abort !== null) return new RegExp(`(^|, )ABORT 2 ${abort[1]}$`);
  return pdu.startsWith('AC') ? /^AC, ABORT 2 \d$/ : /^ABORT 2 \d$/;
}
