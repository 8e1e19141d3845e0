import { describe, expect, it } from 'vitest';
import { ct, dimseIntake } from '../testing/dimse-intake.ts';
import { BIG_ENDIAN, CT, dataSet, EXPLICIT, IMPLICIT } from '../testing/part10.ts';
import { OUR_AE } from '../testing/test-intake.ts';
import { TestScu } from '../testing/test-scu.ts';
import { VERIFICATION } from './negotiate.ts';

const dimse = dimseIntake();

describe('an association', () => {
  it('[IN30][IN39] takes storage classes, private ones included, in the first syntax of the sender that is taken', async () => {
    const scu = await TestScu.open(dimse.port, [
      ct(['1.2.840.10008.1.2.4.53', IMPLICIT, EXPLICIT]),
      { sopClass: '1.3.12.2.1107.5.9.1', transferSyntaxes: [EXPLICIT] },
      { sopClass: '1.2.840.10008.5.1.4.1.2.2.1', transferSyntaxes: [EXPLICIT] },
      ct(['1.2.840.10008.1.2.4.53', '1.2.840.10008.1.2.4.55']),
      { sopClass: VERIFICATION, transferSyntaxes: [BIG_ENDIAN, IMPLICIT] },
    ]);
    expect([0, 1, 2, 3, 4].map((index) => scu.granted(index))).toEqual([IMPLICIT, EXPLICIT, undefined, undefined, IMPLICIT]);
    await scu.release();
    await expect
      .poll(() => dimse.test.events.find((event) => event.type === 'opened'))
      .toMatchObject({ callingAe: 'TEST_SCU', refusedContexts: [{ result: 3 }, { result: 4 }] });
  });

  it('[IN31] is refused to titles that are not known, with the reason', async () => {
    await expect(TestScu.open(dimse.port, [ct()], 'NOBODY')).rejects.toThrow('result 1, source 1, reason 3');
    await expect(TestScu.open(dimse.port, [ct()], 'TEST_SCU', 'OTHER')).rejects.toThrow('result 1, source 1, reason 7');
    await expect
      .poll(() => dimse.test.events.flatMap((event) => (event.type === 'refused' ? [event.code] : [])))
      .toEqual(['CALLING_AE_UNKNOWN', 'CALLED_AE_UNKNOWN']);
  });

  it('[IN34] answers C-ECHO, from our own side too', async () => {
    const echoed = await dimse.test.intake.echo({ host: '127.0.0.1', port: dimse.port, calledAe: OUR_AE, callingAe: 'TEST_SCU' });
    expect(echoed).toMatchObject({ ok: true });
    expect(await dimse.test.intake.echo({ host: '127.0.0.1', port: dimse.port, calledAe: OUR_AE, callingAe: 'NOBODY' })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('reason 3'),
    });
    expect(await dimse.test.intake.echo({ host: '127.0.0.1', port: 1, calledAe: OUR_AE, callingAe: 'TEST_SCU' })).toMatchObject({
      ok: false,
      reason: 'no connection',
    });
  });

  it('[IN37] is one of several, none of which waits for another', async () => {
    const scus = await Promise.all(Array.from({ length: 8 }, () => TestScu.open(dimse.port, [ct()])));
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
    expect(dimse.test.kept).toHaveLength(40);
  });
});
