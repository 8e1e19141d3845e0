import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Acceptor } from '../../intake/accept.ts';
import { inspectFile } from '../../intake/inspect-file.ts';
import { part10 } from '../../intake/testing/part10.ts';
import { Blobs } from '../../store/blobs.ts';
import { Bus } from '../../store/bus.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { entryOf } from '../catalogue/entry.ts';
import { FrameCache } from '../frame-cache.ts';
import { Transcoder } from './transcoder.ts';

const folder = mkdtempSync(join(tmpdir(), 'hyperacute-transcoder-'));
const bus = new Bus((error) => {
  throw error;
});
const blobs = new Blobs(join(folder, 'originals'));
const cache = new FrameCache();
const read = new Set<number>();
let db: Database;
let transcoder: Transcoder;
let acceptor: Acceptor;

beforeAll(async () => {
  db = await openDatabase(join(folder, 'test.sqlite'), new URL('../../procedures.ts', import.meta.url));
  await db.insertInto('organisation').values({ id: 'riverside', name: 'Riverside', kind: 'spoke', created_at: '' }).execute();
  const isRead = (studyId: number) => read.has(studyId);
  transcoder = new Transcoder({ db, blobs, bus, cache, isRead, folder: join(folder, 'derived'), threads: 1 });
  acceptor = new Acceptor({ db, blobs, bus, onPicture: (picture) => transcoder.add(picture) });
  mkdirSync(join(folder, 'spool'));
});
afterAll(async () => {
  await acceptor.close();
  await transcoder.close();
  await db.destroy();
  rmSync(folder, { recursive: true });
});

/** Sends one slice in and resolves when its codestream is made. */
async function slice(instance: string): Promise<{ frameId: number; studyId: number }> {
  const path = join(folder, 'spool', instance);
  writeFileSync(path, part10({ instance }));
  const verdict = await inspectFile(path);
  if (!verdict.ok) throw new Error(verdict.code);
  const stored = Promise.withResolvers<number>();
  const made = Promise.withResolvers<number>();
  bus.on('stored', ({ studyId }) => stored.resolve(studyId));
  bus.on('frame', ({ frameId, state }) => (state === 'ready' ? made.resolve(frameId) : made.reject(new Error(state))));
  const source = { organisationId: 'riverside', door: 'dimse', sender: 'RIVERSIDE_CT' } as const;
  expect((await acceptor.accept({ path, object: entryOf(verdict.object), code: verdict.code }, source)).status).toBe(0);
  return { studyId: await stored.promise, frameId: await made.promise };
}

test('[TR9] codestreams of a study are kept in memory from when they are made while somebody reads it, and else when they are asked for', async () => {
  const alone = await slice('1.2.3.41');
  expect(cache.peek(alone.frameId)).toBeUndefined();
  read.add(alone.studyId);
  const { frameId } = await slice('1.2.3.42');
  const kept = cache.peek(frameId);
  expect(kept?.length).toBeGreaterThan(0);
  const { bytes } = await db.selectFrom('frame').select('bytes').where('id', '=', frameId).executeTakeFirstOrThrow();
  expect(bytes).toBe(kept?.length);
  cache.drop(frameId);
  expect(await cache.get(frameId, transcoder.pathOf('riverside', frameId), bytes!)).toEqual(kept);
});
