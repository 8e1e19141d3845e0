import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Database, openDatabase } from '../store/database.ts';
import { type Heard, hear, REJECTED_KEPT } from './hear.ts';

let folder: string;
let db: Database;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hyperacute-hear-'));
  db = await openDatabase(join(folder, 'test.sqlite'));
  const site = { kind: 'spoke' as const, created_at: '2026-01-01T00:00:00.000Z' };
  await db
    .insertInto('organisation')
    .values([
      { id: 'one', name: 'One', ...site },
      { id: 'two', name: 'Two', ...site },
    ])
    .execute();
});
afterEach(async () => {
  await db.destroy();
  rmSync(folder, { recursive: true, force: true });
});

const message = (organisationId: string, number: number, content: Heard['content']): Heard => ({
  organisationId,
  sender: 'LAB|SITE',
  controlId: `M${number}`,
  bodySha256: `${number}`,
  type: 'ADT^A04',
  sentAt: null,
  raw: Buffer.from('MSH'),
  content,
});
const patient = { mrn: 'H1', issuer: '', name: 'INVENTED^HANA', birthDate: '19500101', sex: 'F' as const };

it('[HL30] keeps the newest rejected messages of each organisation, and every one that was applied', { timeout: 60_000 }, async () => {
  await db.transaction().execute(async (tx) => {
    await hear(tx, message('one', 0, { facts: { kind: 'admission', event: 'A04', patient, visit: null } }));
    await hear(tx, message('two', 1, { fault: 'HL7_SEGMENT_INVALID' }));
    for (let number = 2; number < REJECTED_KEPT + 7; number++) await hear(tx, message('one', number, { fault: 'HL7_SEGMENT_INVALID' }));
  });
  const rows = await db.selectFrom('hl7_inbox').select(['organisation_id', 'state', 'control_id']).orderBy('id').execute();
  const of = (organisation: string, state: string) =>
    rows.filter((row) => row.organisation_id === organisation && row.state === state).map((row) => row.control_id);
  expect(of('one', 'applied')).toEqual(['M0']);
  expect(of('two', 'rejected')).toEqual(['M1']);
  expect(of('one', 'rejected')).toHaveLength(REJECTED_KEPT);
  expect(of('one', 'rejected').at(0)).toBe('M7');
  expect(of('one', 'rejected').at(-1)).toBe(`M${REJECTED_KEPT + 6}`);
});
