import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CallView, OnCallPlan } from '#shared/protocol/call.ts';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { answer, callOf, readRoster, setRoster } from '../support/call.ts';
import { storescu } from '../support/dicom.ts';
import { message, order, pid } from '../support/hl7.ts';
import { makeCt } from '../support/make-ct.ts';
import { MllpClient } from '../support/mllp.ts';
import { startServer, type TestServer } from '../support/server.ts';

const ADA = 'Dr Ada Novak';
const IVO = 'Dr Ivo Ray';
const CORA = 'Cora Dunn';
const ALL = [ADA, IVO, CORA];

let server: TestServer;
let neuro: Session;
let ir: Session;
let coordinator: Session;
let ed: Session;
let lakeside: Session;

beforeAll(async () => {
  server = await startServer();
  [neuro, ir, coordinator, ed, lakeside] = await Promise.all([
    signIn(server, 'neuro'),
    signIn(server, 'ir'),
    signIn(server, 'coordinator'),
    signIn(server, 'ed'),
    signIn(server, 'lakeside'),
  ]);
});
afterAll(() => server.dispose());
beforeEach(() => setRoster(coordinator, { order: ALL, seconds: 60 }));

const open = () => ed.json<ConsultSummary>('/api/consults', { method: 'POST', body: '{}' });
const patch = (session: Session, id: string, body: object) =>
  session.json<ConsultSummary>(`/api/consults/${id}`, { method: 'PATCH', body: JSON.stringify(body) });
const when = (id: string, holds: (call: CallView) => boolean): Promise<CallView> =>
  until(async () => {
    const call = await callOf(ed, id);
    return holds(call) && call;
  });
const rings = (id: string, name: string) => when(id, (call) => call.ringing?.person.name === name);

/** Lines of the timeline that speak of the call: kind, and whose. */
function timeline(id: string): string[] {
  const db = new DatabaseSync(join(server.dataFolder, 'hyperacute.sqlite'), { readOnly: true });
  const rows = db
    .prepare(
      `SELECT kind, name, detail FROM consult_event LEFT JOIN person ON person.id = person_id WHERE consult_id = ? AND kind LIKE 'call-%' ORDER BY consult_event.id`,
    )
    .all(id) as { kind: string; name: string | null; detail: string }[];
  db.close();
  return rows.map(({ kind, name }) => `${kind} ${name ?? ''}`.trim());
}

describe('who is called', () => {
  test('[CALL1] a consult calls the first on call at once, whoever opens it: a person, images, an order', async () => {
    const { id } = await open();
    const call = await rings(id, ADA);
    expect(call).toMatchObject({ state: 'ringing', alarm: null, ringing: { position: 1, of: 3, next: { name: IVO } } });
    expect(call.onCall.map((person) => person.name)).toEqual(ALL);
    expect(Date.parse(call.ringing!.until) - Date.parse(call.ringing!.since)).toBe(60_000);
    await storescu(server, await makeCt({ slices: 2, mrn: 'CALL', name: 'INVENTED^CALL' }));
    const byImages = await until(async () => (await ed.consults()).find((one) => one.patient.mrn === 'CALL'));
    await rings(byImages.id, ADA);
    const his = await MllpClient.open(server.mllp);
    const ordered = message('ORM^O01', 'CALL1', pid('CALLED', 'INVENTED^ORDERED', '19500101'), ...order('C-1', 'STROKE ALERT'));
    expect((await his.ask(ordered))?.code).toBe('AA');
    his.close();
    const byOrder = await until(async () => (await ed.consults()).find((one) => one.patient.mrn === 'CALLED'));
    await rings(byOrder.id, ADA);
  });

  test('[CALL2] a decline with its reason, and no answer in time, go to the next; the timeline keeps each', async () => {
    const { id } = await open();
    await rings(id, ADA);
    expect((await answer(ir, id, { answer: 'decline', reason: 'busy' })).status).toBe(409);
    const declined = await answer(neuro, id, { answer: 'decline', reason: 'other', words: 'in the angio suite' });
    expect(declined.body).toMatchObject({
      ringing: { person: { name: IVO }, position: 2 },
      steps: [{ outcome: 'declined', reason: 'other', words: 'in the angio suite' }, { outcome: null }],
    });
    await answer(ir, id, { answer: 'decline', reason: 'specialty' });
    await rings(id, CORA);
    expect(timeline(id)).toEqual([
      `call-ringing ${ADA}`,
      `call-declined ${ADA}`,
      `call-ringing ${IVO}`,
      `call-declined ${IVO}`,
      `call-ringing ${CORA}`,
    ]);
  });

  test('[CALL3] after the last one everybody is alarmed and it starts from the top; with nobody on call it alarms at once', async () => {
    await setRoster(coordinator, { order: [ADA, IVO], seconds: 2 });
    const { id } = await open();
    const call = await when(id, (one) => one.alarm !== null && one.ringing !== null);
    expect(call).toMatchObject({ state: 'ringing', alarm: { why: 'nobody-answered' }, ringing: { person: { name: ADA }, position: 1 } });
    expect(timeline(id)).toEqual([
      `call-ringing ${ADA}`,
      `call-no-answer ${ADA}`,
      `call-ringing ${IVO}`,
      `call-no-answer ${IVO}`,
      'call-nobody',
      `call-ringing ${ADA}`,
    ]);
    await patch(neuro, id, { action: 'accept' });
    expect(await when(id, (one) => one.state === 'accepted')).toMatchObject({ alarm: null, ringing: null });

    await setRoster(coordinator, { order: [] });
    const { id: alone } = await open();
    expect(await when(alone, (one) => one.alarm !== null)).toMatchObject({ state: 'nobody', alarm: { why: 'nobody-on-call' }, onCall: [] });
    expect(timeline(alone)).toEqual(['call-nobody']);
    await setRoster(coordinator, { order: [IVO] });
    expect((await rings(alone, IVO)).alarm).not.toBeNull();
  });

  test('[CALL7] calling again begins at the top; while it rings it changes nothing', async () => {
    const { id } = await open();
    await rings(id, ADA);
    await answer(neuro, id, { answer: 'decline', reason: 'network' });
    const before = await rings(id, IVO);
    const again = () => ed.json<CallView>(`/api/consults/${id}/call`, { method: 'POST', body: '{}' });
    expect(await again()).toEqual(before);
    await answer(ir, id, { answer: 'accept' });
    expect(await again()).toMatchObject({
      state: 'ringing',
      ringing: { person: { name: ADA }, position: 1 },
      accepted: null,
      steps: [{ round: 1 }],
    });
    expect((await ed.consults()).find((one) => one.id === id)?.acceptedBy).toBeNull();
  });

  test('[CALL9] shifts: only who is on call now is called', async () => {
    const { people } = await readRoster(coordinator);
    const personId = (name: string) => people.find((person) => person.name === name)!.personId;
    const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    await setRoster(coordinator, {
      lines: [
        { personId: personId(ADA), from: at(-9), until: at(-1) },
        { personId: personId(CORA), from: at(-1), until: at(1) },
        { personId: personId(ADA), from: at(1), until: at(9) },
        { personId: personId(IVO), from: null, until: null },
      ],
    });
    const { id } = await open();
    expect((await rings(id, CORA)).onCall.map((person) => person.name)).toEqual([CORA, IVO]);
  });
});

describe('answers', () => {
  test('[CALL5] the first who accepts has it, the second is told who; the ringing stops everywhere within a second', async () => {
    const socket: Socket = io(server.url, { transports: ['polling'], extraHeaders: { cookie: ed.cookie } });
    const told: { call: CallView; at: number }[] = [];
    socket.on('call', (call: CallView) => told.push({ call, at: performance.now() }));
    await new Promise<void>((resolve) => socket.on('connect', () => resolve()));
    const { id } = await open();
    await until(() => told.some(({ call }) => call.consultId === id && call.ringing?.person.name === ADA));
    const started = performance.now();
    const [one, other] = await Promise.all([answer(neuro, id, { answer: 'accept' }), answer(ir, id, { answer: 'accept' })]);
    const stopped = await until(() => told.find(({ call }) => call.consultId === id && call.state === 'accepted'));
    expect(stopped.at - started).toBeLessThan(1_000);
    expect(stopped.call).toMatchObject({ ringing: null, accepted: { person: { name: ADA } } });
    expect([one.status, other.status]).toEqual([200, 409]);
    expect(other.body.detail).toBe('Dr Ada Novak, Metro Stroke Center, has it already.');
    expect((await answer(neuro, id, { answer: 'accept' })).status).toBe(200);
    expect(timeline(id)).toEqual([`call-ringing ${ADA}`, `call-accepted ${ADA}`]);
    socket.close();
  });

  test('[CALL5] entering the room as a neurologist accepts; what a coordinator took gives way to it', async () => {
    await setRoster(coordinator, { order: [CORA] });
    const { id } = await open();
    await rings(id, CORA);
    await answer(coordinator, id, { answer: 'accept' });
    expect(await callOf(ed, id)).toMatchObject({ state: 'accepted', accepted: { person: { name: CORA } } });
    await patch(ir, id, { action: 'accept' });
    await when(id, (call) => call.accepted?.person.name === IVO);
    await patch(neuro, id, { action: 'accept' });
    expect((await callOf(ed, id)).accepted?.person.name).toBe(IVO);
    await until(() => timeline(id).length > 2);
    expect(timeline(id)).toEqual([`call-ringing ${CORA}`, `call-accepted ${CORA}`, `call-accepted ${IVO}`]);
  });

  test('[CALL6] standing down ends the call; re-opened with nobody, it calls again', async () => {
    const { id } = await open();
    await rings(id, ADA);
    await patch(ed, id, { action: 'stand-down', reason: 'a migraine' });
    expect(await when(id, (call) => call.state === 'ended')).toMatchObject({ ringing: null, alarm: null });
    expect((await answer(neuro, id, { answer: 'accept' })).status).toBe(409);
    await patch(ed, id, { action: 're-open', reason: 'it is none' });
    await rings(id, ADA);
  });

  test('[CALL8] a call of somebody else is not there; who may not answer may not', async () => {
    const { id } = await open();
    const calls = (session: Session) => session.json<{ calls: CallView[] }>('/api/calls');
    expect((await calls(ed)).calls.some((call) => call.consultId === id)).toBe(true);
    expect((await calls(lakeside)).calls.some((call) => call.consultId === id)).toBe(false);
    expect((await lakeside.fetch(`/api/consults/${id}/call`)).status).toBe(404);
    expect((await lakeside.fetch(`/api/consults/${id}/call`, { method: 'POST' })).status).toBe(404);
    expect((await answer(lakeside, id, { answer: 'accept' })).status).toBe(404);
    expect((await answer(ed, id, { answer: 'accept' })).status).toBe(403);
    expect((await answer(neuro, id, { answer: 'decline', reason: 'tired' })).status).toBe(400);
    await patch(ed, id, { action: 'close', reason: 'done' });
    expect((await ed.fetch(`/api/consults/${id}/call`, { method: 'POST' })).status).toBe(409);
  });
});

describe('the roster', () => {
  const put = (session: Session, plan: OnCallPlan, change: object = {}) =>
    session.fetch('/api/admin/on-call', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ version: plan.version, seconds: plan.seconds, lines: plan.lines, contacts: [], ...change }),
    });

  test('[CALL9] the coordinator and the admin of the hub change it, nobody else; a change under a change is refused', async () => {
    const plan = await readRoster(coordinator);
    expect((await put(neuro, plan)).status).toBe(403);
    expect((await put(ed, plan)).status).toBe(404);
    expect((await put(await signIn(server, 'admin'), plan)).status).toBe(200);
    expect((await put(coordinator, plan)).status).toBe(409);
    const fresh = await readRoster(coordinator);
    const nurse = await ed.json<{ person: { id: string } }>('/api/session');
    expect((await put(coordinator, fresh, { lines: [{ personId: nurse.person.id, from: null, until: null }] })).status).toBe(400);
    expect((await put(coordinator, fresh, { seconds: 0 })).status).toBe(400);
    expect((await readRoster(coordinator)).version).toBe(fresh.version);
  });

  test('[CALL10] a secret is kept and never told; a webhook is https', async () => {
    const plan = await readRoster(coordinator);
    const [person] = plan.people;
    const contact = { personId: person!.personId, email: false, webhookUrl: 'https://pager.example/ring' };
    expect((await put(coordinator, plan, { contacts: [{ ...contact, webhookUrl: 'http://pager.example/' }] })).status).toBe(400);
    const kept = await put(coordinator, plan, { contacts: [{ ...contact, webhookSecret: 'an-invented-secret' }] });
    const text = await kept.text();
    expect(text).not.toContain('an-invented-secret');
    expect((JSON.parse(text) as OnCallPlan).people.find((one) => one.personId === contact.personId)).toMatchObject({
      hasSecret: true,
      webhookUrl: contact.webhookUrl,
    });
    await setRoster(coordinator, { contacts: [{ ...contact, webhookUrl: null }] });
    expect((await readRoster(coordinator)).people.find((one) => one.personId === contact.personId)?.hasSecret).toBe(true);
    await setRoster(coordinator, { contacts: [{ ...contact, webhookUrl: null, webhookSecret: '' }] });
    expect((await readRoster(coordinator)).people.find((one) => one.personId === contact.personId)?.hasSecret).toBe(false);
  });
});

test('[CALL4] kill -9 between two steps: what is due is done after the start, and the countdown is the same', {
  // Six starts of the server, each as long as a start may take on a busy machine; the waits for the call itself are seconds.
  timeout: 6 * 60_000,
}, async () => {
  const { id } = await open();
  const before = await rings(id, ADA);
  await server.kill();
  await server.restart();
  expect((await callOf(ed, id)).ringing).toEqual(before.ringing);

  await setRoster(coordinator, { order: ALL, seconds: 2 });
  await answer(neuro, id, { answer: 'decline', reason: 'busy' });
  const ringing = await rings(id, IVO);
  await server.kill();
  await until(() => Date.now() > Date.parse(ringing.ringing!.until));
  await server.restart();
  await rings(id, CORA);
  // Killed again and again, it still comes to the alarm.
  for (let round = 0; round < 4; round++) {
    await server.kill();
    await server.restart();
  }
  await when(id, (call) => call.alarm !== null);
  const lines = timeline(id);
  expect(lines.slice(0, 7)).toEqual([
    `call-ringing ${ADA}`,
    `call-declined ${ADA}`,
    `call-ringing ${IVO}`,
    `call-no-answer ${IVO}`,
    `call-ringing ${CORA}`,
    `call-no-answer ${CORA}`,
    'call-nobody',
  ]);
});
