import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChartEntry } from '#shared/protocol/chart/chart.ts';
import { NIHSS_ITEM_IDS } from '#shared/protocol/chart/exam.ts';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let ed: Session;
let nurse: Session;
let neuro: Session;
let consultId: string;

beforeAll(async () => {
  server = await startServer();
  [ed, nurse, neuro] = await Promise.all([signIn(server, 'ed'), signIn(server, 'nurse'), signIn(server, 'neuro')]);
  consultId = (await ed.json<ConsultSummary>('/api/consults', { method: 'POST', body: '{}' })).id;
});
afterAll(() => server.dispose());

const path = () => `/api/consults/${consultId}/chart`;
const enter = (who: Session, kind: string, body: object, id: string = randomUUID()) =>
  who.fetch(path(), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id, kind, body }) });
const entries = async (who: Session) => (await who.json<{ entries: ChartEntry[] }>(path())).entries;
const pressure = (systolic: number) => ({ systolic, diastolic: 80, at: new Date().toISOString() });

test('[CH2] the same statement sent twenty times at once is one entry, and entries are numbered without gaps', async () => {
  const id = randomUUID();
  const answers = await Promise.all(Array.from({ length: 20 }, () => enter(nurse, 'pressure', pressure(170), id)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  await Promise.all(Array.from({ length: 10 }, (_, i) => enter(nurse, 'pressure', pressure(150 + i))));
  const all = await entries(ed);
  expect(all.map(({ seq }) => seq)).toEqual(all.map((_, i) => i + 1));
  expect(all.filter((entry) => entry.id === id)).toHaveLength(1);
  // Somebody else's statement with that id is another statement.
  expect((await enter(neuro, 'pressure', pressure(171), id)).status).toBe(409);
});

test('[CH3] [CH4] the answer no has its reason: wrong fields, wrong role, not your consult', async () => {
  const wrong = await enter(nurse, 'pressure', { systolic: 'high' });
  expect([wrong.status, (await wrong.json()) as { detail: string }]).toEqual([
    400,
    expect.objectContaining({ detail: expect.stringContaining('systolic') }),
  ]);
  const upside = await enter(nurse, 'pressure', { systolic: 80, diastolic: 120, at: new Date().toISOString() });
  expect(await upside.json()).toMatchObject({ status: 409, code: 'CONFLICT', detail: 'The diastolic pressure is below the systolic one.' });
  expect((await enter(nurse, 'note-signed', { sections: [{ heading: 'A', sentences: [{ text: 'b', sources: [] }] }] })).status).toBe(403);
  const lakeside = await signIn(server, 'lakeside');
  expect([(await lakeside.fetch(path())).status, (await enter(lakeside, 'pressure', pressure(120))).status]).toEqual([404, 404]);
});

test('[CH1] not even a program that writes to the database changes an entry', async () => {
  const db = new DatabaseSync(join(server.dataFolder, 'hyperacute.sqlite'));
  expect(() => db.exec("UPDATE chart_entry SET body = '{}'")).toThrow(/never changed/);
  expect(() => db.exec('DELETE FROM chart_entry')).toThrow(/never removed/);
  db.close();
});

test('[CH10] no answer of the server holds the scores of another before both are in', async () => {
  const exam = randomUUID();
  const answers = { '1a': 3, '2': { untestable: 'x' } };
  expect((await enter(nurse, 'exam-start', { exam, label: 'baseline' })).status).toBe(201);
  expect((await enter(nurse, 'nihss', { exam, answers })).status).toBe(409);
  const whole = { ...Object.fromEntries(NIHSS_ITEM_IDS.map((item) => [item, 0])), '1a': 2 };
  expect((await enter(nurse, 'nihss', { exam, answers: whole })).status).toBe(201);
  expect((await enter(nurse, 'nihss-done', { exam })).status).toBe(201);
  for (const who of [neuro, ed]) {
    const seen = (await entries(who)).find((entry) => (entry.body as { exam?: string }).exam === exam && entry.kind === 'hidden');
    expect(seen).toMatchObject({ kind: 'hidden', body: { exam } });
    expect(JSON.stringify(seen?.body)).not.toContain('1a');
  }
  expect((await enter(neuro, 'nihss-reveal', { exam })).status).toBe(201);
  expect((await entries(neuro)).filter(({ kind }) => kind === 'hidden')).toEqual([]);
});

test('[CH4] everyone in reach is told the newest entry with the consult', async () => {
  const before = (await neuro.consults()).find(({ id }) => id === consultId)!;
  await enter(nurse, 'last-known-well', {
    range: { from: '2026-11-01T08:00:00.000Z', to: '2026-11-01T08:30:00.000Z' },
    source: 'witness',
    confidence: 'certain',
  });
  const after = (await neuro.consults()).find(({ id }) => id === consultId)!;
  expect(after.chartSeq).toBe(before.chartSeq + 1);
  expect(after.version).toBeGreaterThan(before.version);
  expect(after.lastKnownWell).toEqual({ from: '2026-11-01T08:00:00.000Z', to: '2026-11-01T08:30:00.000Z' });
});

test('[CH6] the site sets its policy; what it does not name stays as the product has it', async () => {
  const put = await ed.fetch('/api/admin/stroke-policy', {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ thrombolytic: 'alteplase' }),
  });
  expect(put.status).toBe(204);
  expect(await neuro.json(path())).toMatchObject({ policy: { thrombolytic: 'alteplase', tenecteplaseRule: 'bands' } });
});

test('[CH2] what was acknowledged is there after kill -9, in its order', { timeout: 60_000 }, async () => {
  const own = await startServer();
  const who = await signIn(own, 'nurse');
  const { id } = await signIn(own, 'ed').then((session) => session.json<ConsultSummary>('/api/consults', { method: 'POST', body: '{}' }));
  const acknowledged: string[] = [];
  let killed = false;
  const writing = (async () => {
    while (!killed) {
      const entry = randomUUID();
      const body = JSON.stringify({ id: entry, kind: 'remark', body: { text: 'invented' } });
      const answer = await who
        .fetch(`/api/consults/${id}/chart`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
        .catch(() => null);
      if (answer?.status === 201) acknowledged.push(entry);
    }
  })();
  await until(() => acknowledged.length > 40);
  await own.kill();
  killed = true;
  await writing;
  await own.restart();
  const after = await signIn(own, 'ed').then((session) => session.json<{ entries: ChartEntry[] }>(`/api/consults/${id}/chart`));
  const kept = after.entries.map((entry) => entry.id);
  expect(acknowledged.filter((entry) => !kept.includes(entry))).toEqual([]);
  expect(kept.filter((entry) => acknowledged.includes(entry))).toEqual(acknowledged);
  await own.dispose();
});
