import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ct, dimseIntake } from '../testing/dimse-intake.ts';
import { CT, dataSet, part10 } from '../testing/part10.ts';
import { startTestIntake } from '../testing/test-intake.ts';
import { TestScu } from '../testing/test-scu.ts';
import { DIMSE_LIMITS } from './limits.ts';

const dimse = dimseIntake();

describe('the DICOM port', () => {
  it('[IN33] has the timer of PS3.8 at 30 s', () => {
    expect(DIMSE_LIMITS.artim).toBe(30_000);
  });

  it('[IN37] serves an honest sender while 64 others trickle and hold', { timeout: 20_000 }, async () => {
    const slow = Array.from({ length: 64 }, () => {
      const socket = connect(dimse.port, '127.0.0.1');
      socket.on('error', () => undefined);
      const timer = setInterval(() => socket.write(Buffer.from([1])), 1_000);
      socket.on('close', () => clearInterval(timer));
      return socket;
    });
    const began = performance.now();
    const scu = await TestScu.open(dimse.port, [ct()]);
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
