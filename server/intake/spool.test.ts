import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Spool } from './spool.ts';
import { part10 } from './testing/part10.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hyperacute-spool-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

it('[IN20] keeps a good object byte for byte, under a name that says nothing', async () => {
  const spool = await Spool.open(dir);
  const bytes = part10({ rows: 700, columns: 700 });
  const file = spool.begin();
  for (let at = 0; at < bytes.length; at += 10_000) await file.write(bytes.subarray(at, at + 10_000));
  const received = await file.end();
  expect(received.ok).toBe(true);
  if (!received.ok) return;
  expect((await readFile(received.spooled.path)).equals(bytes)).toBe(true);
  expect(await readdir(dir)).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.part$/)]);
  expect((await stat(received.spooled.path)).mode & 0o077).toBe(0);
});

it('[IN20] leaves nothing of an object that was refused or given up', async () => {
  const spool = await Spool.open(dir);
  const refused = spool.begin();
  await refused.write(part10({ rows: 400, columns: 400, pixels: Buffer.alloc(600_000) }));
  expect(await refused.end()).toMatchObject({ ok: false, code: 'DICOM_PIXEL_LENGTH', sopInstanceUid: '1.2.3.4' });
  const abandoned = spool.begin();
  await abandoned.write(part10({ rows: 600, columns: 600 }).subarray(0, 500_000));
  await abandoned.abort();
  const never = spool.begin();
  expect(await never.end()).toMatchObject({ ok: false, code: 'DICOM_NOT_PART10' });
  expect(await readdir(dir)).toEqual([]);
});

it('[IN20] forgets at its start what a crash left', async () => {
  await writeFile(join(dir, 'ab.part'), 'torn');
  await Spool.open(dir);
  expect(await readdir(dir)).toEqual([]);
});

it('[IN21] refuses what goes beyond an object, beyond all objects, or into the reserve', async () => {
  const bytes = part10({});
  const codeWith = async (limits: Parameters<typeof Spool.open>[1]): Promise<string> => {
    const file = (await Spool.open(dir, limits)).begin();
    await file.write(bytes);
    const received = await file.end();
    return received.ok ? 'OK' : received.code;
  };
  expect(await codeWith({ objectBytes: 1_000 })).toBe('DICOM_TOO_LARGE');
  expect(await codeWith({ allBytes: 1_000 })).toBe('STORAGE_FULL');
  expect(await codeWith({ objects: 0 })).toBe('STORAGE_FULL');
  expect(await codeWith({ reserve: 1.1 })).toBe('STORAGE_FULL');
  expect(await codeWith({})).toBe('OK');
});
