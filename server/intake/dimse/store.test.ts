import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ct, dimseIntake } from '../testing/dimse-intake.ts';
import { CT, dataSet, EXPLICIT } from '../testing/part10.ts';
import { DATA, hasData } from '../testing/shared-data.ts';
import { OUR_AE } from '../testing/test-intake.ts';
import { splitPart10, TestScu } from '../testing/test-scu.ts';
import { encodeCommand } from './command.ts';
import { encodeMessage } from './pdu.ts';

const run = promisify(execFile);
const dimse = dimseIntake();

describe('a C-STORE', () => {
  it('[IN35] is stored behind a meta group of ours, and answered when it is stored', async () => {
    const scu = await TestScu.open(dimse.port, [ct([EXPLICIT])]);
    expect(await scu.store(0, CT, '1.2.3.4', dataSet({}))).toEqual({ status: 0, field: 0x8001 });
    const [one] = dimse.test.kept;
    expect(one!.source).toEqual({ organisationId: 'riverside', door: 'dimse', sender: 'TEST_SCU' });
    const file = await dimse.test.bytesOf(one!);
    expect(splitPart10(file)).toMatchObject({ sopClass: CT, sopInstance: '1.2.3.4', transferSyntax: EXPLICIT });
    expect(file.subarray(one!.spooled.object.dataSetOffset).equals(dataSet({}))).toBe(true);
    await scu.release();
    await expect.poll(() => dimse.test.events).toContainEqual(expect.objectContaining({ how: 'released', objects: 1 }));
    expect(dimse.test.events).toContainEqual(expect.objectContaining({ type: 'object', code: 'OK', status: 0 }));
  });

  it('[IN35] that is refused gets the status of its fault, and the association goes on', async () => {
    const scu = await TestScu.open(dimse.port, [ct([EXPLICIT])]);
    expect((await scu.store(0, CT, '1.2.3.4', dataSet({ pixels: Buffer.alloc(2) }))).status).toBe(0xa900);
    expect((await scu.store(0, CT, '1.2.3.4', Buffer.from('garbage '))).status).toBe(0xc000);
    expect((await scu.store(0, CT, '1.2.3.5', dataSet({}))).status).toBe(0xa900);
    expect((await scu.store(0, CT, '../../x', dataSet({}))).status).toBe(0x0117);
    expect((await scu.store(0, '1.2.840.10008.5.1.4.1.1.4', '1.2.3.4', dataSet({}))).status).toBe(0xa900);
    expect((await scu.store(0, CT, '1.2.3.4', dataSet({ elements: [[0x00100020, 'LO', '']] }))).status).toBe(0xb000);
    expect((await scu.store(0, CT, '1.2.3.4', dataSet({}))).status).toBe(0);
    await scu.release();
    expect(dimse.test.kept).toHaveLength(2);
    expect(await dimse.test.spooled()).toEqual([]);
  });

  it('[IN36] that is cut off leaves what was complete, and nothing of itself', async () => {
    const scu = await TestScu.open(dimse.port, [ct([EXPLICIT])]);
    await scu.store(0, CT, '1.2.3.4', dataSet({}));
    const whole = dataSet({ instance: '1.2.3.7', rows: 1024, columns: 1024 });
    scu.requestor.raw(unfinished(1, whole.subarray(0, 1_500_000)));
    await expect.poll(() => dimse.test.spooled()).not.toEqual([]);
    scu.abort();
    await expect.poll(() => dimse.test.events).toContainEqual(expect.objectContaining({ how: 'PEER_ABORTED', objects: 1 }));
    expect(await dimse.test.spooled()).toEqual([]);
    expect(dimse.test.kept).toHaveLength(1);
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
        String(dimse.port),
        join(DATA, 'dicom', folder),
      ]);
    }
    expect(dimse.test.kept).toHaveLength(28 + 10 + 8);
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
