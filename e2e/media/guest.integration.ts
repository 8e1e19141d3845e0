import { randomBytes, randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { GUEST_PATH, type GuestEntry } from '#shared/protocol/guest.ts';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type Caller, caller } from './support/caller.ts';
import { act, type Guest, guest, invite, tokenOf } from './support/guest.ts';
import { opus, vp8 } from './support/rtp.ts';

/** In no answer to a guest, and in no log. */
const PATIENT = { name: 'INVENTED^ZEBULON', mrn: 'ZQ-77341', birthDate: '1951-02-03' };

let server: TestServer;
let ed: Session;
let nurse: Session;
let neuro: Session;
let coordinator: Session;
const open: (Caller | Guest)[] = [];
beforeAll(async () => {
  server = await startServer();
  [ed, nurse] = await Promise.all([signIn(server, 'ed'), signIn(server, 'nurse')]);
  [neuro, coordinator] = await Promise.all([signIn(server, 'neuro'), signIn(server, 'coordinator')]);
});
afterAll(async () => {
  for (const one of open) one.socket.close();
  await server.dispose();
});

const consult = async (): Promise<string> =>
  (await ed.json<ConsultSummary>('/api/consults', { method: 'POST', body: JSON.stringify(PATIENT) })).id;
const came = async (token: string, device?: string): Promise<Guest> => {
  const one = await guest(server, token, device);
  open.push(one);
  return one;
};
const staff = async (session: Session, consultId: string): Promise<Caller> => {
  const one = await caller(server, session, consultId);
  open.push(one);
  return one;
};
const stage = (one: Guest) => one.states.at(-1)!.stage;
/** Kinds and texts of the timeline, in order. */
const timeline = (consultId: string): string[] => {
  const db = new DatabaseSync(`${server.dataFolder}/hyperacute.sqlite`, { readOnly: true });
  const rows = db
    .prepare("SELECT kind, person_id, detail FROM consult_event WHERE consult_id = ? AND kind LIKE 'guest-%' ORDER BY id")
    .all(consultId);
  db.close();
  return rows.map((row) => `${row['kind']}${row['person_id'] === null ? '' : ' by somebody'}: ${row['detail']}`);
};
/** A guest who was let in and joined. */
async function admitted(consultId: string): Promise<{ id: string; token: string; one: Guest; send: string; receive: string }> {
  const invited = await invite(nurse, consultId);
  const one = await came(tokenOf(invited));
  expect(await one.knock()).toEqual({ ok: true });
  await act(neuro, consultId, invited.guest.id, { action: 'admit', consent: 'patient' });
  await until(() => stage(one) === 'in-call');
  await one.do('media:join', { rtpCapabilities: null });
  const send = (await one.do('media:transport', { direction: 'send', forceTcp: false })).id;
  const receive = (await one.do('media:transport', { direction: 'receive', forceTcp: false })).id;
  return { id: invited.guest.id, token: tokenOf(invited), one, send, receive };
}
const microphone = (transportId: string) => ({
  transportId,
  kind: 'audio' as const,
  source: 'microphone' as const,
  rtpParameters: opus(),
  paused: false,
  control: null,
});
const picture = (transportId: string, source: 'camera' | 'screen') => ({
  ...microphone(transportId),
  kind: 'video' as const,
  source,
  rtpParameters: vp8(),
});

describe('a guest', () => {
  test('[MD82] [MD84] learns the hospital and nothing else, waits, and is let in by a clinician who notes the consent', async () => {
    const id = await consult();
    const room = await staff(neuro, id);
    const told: { consultId: string; guests: GuestEntry[] }[] = [];
    room.socket.on('guests', (list: (typeof told)[number]) => told.push(list));
    const invited = await invite(nurse, id, { kind: 'family', name: 'Anna, daughter', language: '' });
    const one = await came(tokenOf(invited));
    expect(one.states[0]).toMatchObject({ hospital: 'Riverside General', stage: 'preview', name: 'Anna, daughter', people: [] });
    expect(await one.ask('media:join', { rtpCapabilities: null })).toEqual({ ok: false, code: 'NOT_FOUND' });
    expect(await one.knock()).toEqual({ ok: true });
    await until(() => told.some(({ guests }) => guests[0]?.stage === 'waiting'));
    expect(stage(one)).toBe('waiting');
    expect(await one.ask('media:join', { rtpCapabilities: null })).toEqual({ ok: false, code: 'NOT_FOUND' });
    const refused = await coordinator.fetch(`/api/consults/${id}/guests/${invited.guest.id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ action: 'admit', consent: 'patient' }),
    });
    expect(refused.status).toBe(403);
    await act(neuro, id, invited.guest.id, { action: 'decline' });
    await until(() => stage(one) === 'declined');
    expect(await one.knock()).toEqual({ ok: false, code: 'TOO_MANY_REQUESTS' });
    await until(async () => (await one.knock()).ok, 500);
    await act(nurse, id, invited.guest.id, { action: 'admit', consent: 'representative' });
    await until(() => stage(one) === 'in-call');
    expect(one.states.at(-1)!.people.map(({ name }) => name)).toEqual(['Dr Ada Novak']);
    expect(timeline(id)).toEqual([
      expect.stringMatching(/^guest-invited by somebody: Anna, daughter, family: until 20/),
      'guest-knocked: Anna, daughter, family',
      'guest-declined by somebody: Anna, daughter, family',
      'guest-knocked: Anna, daughter, family',
      'guest-admitted by somebody: Anna, daughter, family: the patient’s representative consents',
    ]);
  });

  test('[MD83] sends microphone and camera, receives both, and neither sends nor sees a screen', async () => {
    const id = await consult();
    const bedside = await staff(ed, id);
    const a = await bedside.join();
    const { one, send } = await admitted(id);
    await one.do('media:produce', microphone(send));
    await one.do('media:produce', picture(send, 'camera'));
    expect(await one.ask('media:produce', picture(send, 'screen'))).toEqual({ ok: false, code: 'FORBIDDEN' });
    const peer = await until(() => bedside.rooms.at(-1)?.peers.find(({ limited }) => limited));
    expect(
      bedside.rooms
        .at(-1)!
        .producers.filter(({ peerId }) => peerId === peer.peerId)
        .map(({ source }) => source),
    ).toEqual(['microphone', 'camera']);
    const camera = await bedside.do('media:produce', picture(a.send, 'camera'));
    const screen = await bedside.do('media:produce', { ...picture(a.send, 'screen'), rtpParameters: vp8() });
    await until(() => bedside.rooms.at(-1)?.producers.some(({ producerId }) => producerId === screen.producerId));
    await until(() => one.rooms.at(-1)?.producers.some(({ producerId }) => producerId === camera.producerId));
    expect(one.rooms.some(({ producers }) => producers.some(({ source }) => source === 'screen'))).toBe(false);
    const { rtpCapabilities } = a;
    expect(await one.ask('media:consume', { producerId: camera.producerId, rtpCapabilities })).toMatchObject({ ok: true, kind: 'video' });
    expect(await one.ask('media:consume', { producerId: screen.producerId, rtpCapabilities })).toEqual({ ok: false, code: 'NOT_FOUND' });
    expect(await one.ask('media:consent', { granted: true })).toEqual({ ok: false, code: 'FORBIDDEN' });
    expect(await one.ask('media:camera', { producerId: camera.producerId, zoom: 2 })).toEqual({ ok: false, code: 'FORBIDDEN' });
    for (const other of [id, 'check'])
      expect(await one.ask('media:join', { rtpCapabilities: null }, other)).toEqual({ ok: false, code: 'NOT_FOUND' });
  });

  test('[MD83] who was silenced by a clinician is silent until a clinician lets them speak', async () => {
    const id = await consult();
    const bedside = await staff(ed, id);
    const guest_ = await admitted(id);
    const { one, send } = guest_;
    const { producerId } = await one.do('media:produce', microphone(send));
    await act(ed, id, guest_.id, { action: 'silence' });
    const paused = () => bedside.rooms.at(-1)?.producers.find((other) => other.producerId === producerId)?.paused;
    await until(() => paused() === true);
    await until(() => one.states.at(-1)!.silenced);
    expect(await one.ask('media:producer', { producerId, state: 'resumed' })).toEqual({ ok: false, code: 'FORBIDDEN' });
    const again = await one.do('media:produce', { ...microphone(send), rtpParameters: opus() });
    expect((await until(() => bedside.rooms.at(-1)?.producers.find((other) => other.producerId === again.producerId))).paused).toBe(true);
    await act(ed, id, guest_.id, { action: 'let-speak' });
    await one.do('media:producer', { producerId, state: 'resumed' });
    await until(() => paused() === false);
  });

  test('[MD80] [MD83] [MD84] who is put out is out at once, and the link is dead', async () => {
    const id = await consult();
    const bedside = await staff(ed, id);
    const { id: guestId, token, one, send } = await admitted(id);
    await one.do('media:produce', microphone(send));
    await until(() => bedside.rooms.at(-1)?.producers.length === 1);
    await act(nurse, id, guestId, { action: 'end' });
    await until(() => bedside.rooms.at(-1)?.peers.length === 0 && bedside.rooms.at(-1)?.producers.length === 0);
    await until(() => one.socket.disconnected);
    expect(stage(one)).toBe('ended');
    await expect(guest(server, token)).rejects.toThrow('Not found');
    expect(timeline(id).at(-1)).toBe('guest-put-out by somebody: Ms Lind, interpreter, Polish');
    expect((await nurse.json<{ guests: GuestEntry[] }>(`/api/consults/${id}/guests`)).guests).toEqual([]);
  });

  test('[MD80] closing the consult cuts its guests within seconds, and re-opening it revives no link', async () => {
    const id = await consult();
    const { token, one } = await admitted(id);
    const unused = await invite(nurse, id, { name: 'Unused' });
    const change = (action: string) =>
      ed.json(`/api/consults/${id}`, { method: 'PATCH', body: JSON.stringify({ action, reason: 'tested' }) });
    await change('close');
    await until(() => one.socket.disconnected);
    await until(() => timeline(id).filter((line) => line.includes('the consult is over')).length === 2);
    await change('re-open');
    for (const dead of [token, tokenOf(unused)]) await expect(guest(server, dead)).rejects.toThrow('Not found');
  });

  test('[MD80] a link whose time is over is nobody’s', async () => {
    const token = tokenOf(await invite(nurse, await consult()));
    const db = new DatabaseSync(`${server.dataFolder}/hyperacute.sqlite`);
    db.exec("PRAGMA busy_timeout = 5000; UPDATE guest_invitation SET expires_at = '2000-01-01T00:00:00.000Z' WHERE ended_at IS NULL");
    db.close();
    await expect(guest(server, token)).rejects.toThrow('Not found');
  });

  test('[MD86] comes back without knocking with the same device, and is a stranger with another', async () => {
    const id = await consult();
    const invited = await invite(nurse, id);
    const [token, device] = [tokenOf(invited), randomUUID()];
    const one = await came(token, device);
    await one.knock();
    await act(neuro, id, invited.guest.id, { action: 'admit', consent: 'patient' });
    await until(() => stage(one) === 'in-call');
    one.socket.close();
    const list = async () => (await nurse.json<{ guests: GuestEntry[] }>(`/api/consults/${id}/guests`)).guests;
    await until(async () => (await list())[0]?.stage === 'away');
    const thief = await came(token);
    expect(stage(thief)).toBe('preview');
    expect(await thief.ask('media:join', { rtpCapabilities: null })).toEqual({ ok: false, code: 'NOT_FOUND' });
    const back = await came(token, device);
    expect(stage(back)).toBe('in-call');
    await back.do('media:join', { rtpCapabilities: null });
    await back.socket.emitWithAck('guest:leave');
    expect(timeline(id).at(-1)).toBe('guest-left: Ms Lind, interpreter, Polish');
    expect(await back.ask('media:join', { rtpCapabilities: null })).toEqual({ ok: false, code: 'NOT_FOUND' });
  });
});

describe('a link', () => {
  test('[MD81] opens nothing but the guests’ wire: every other door answers as to nobody', async () => {
    const id = await consult();
    const { token, one } = await admitted(id);
    const paths = [
      '/api/session',
      '/api/consults',
      `/api/consults/${id}`,
      `/api/consults/${id}/people`,
      `/api/consults/${id}/guests`,
      `/api/consults/${id}/chart`,
      '/api/admin/site',
      '/dicomweb/studies',
      '/dicomweb/studies/1.2/metadata',
      '/api/nothing',
    ];
    const asked = async (path: string, headers: Record<string, string>) => {
      const answer = await fetch(server.url + path, { headers });
      return [answer.status, await answer.text()];
    };
    for (const path of paths) {
      const nobody = await asked(path, {});
      expect([401, 404]).toContain(nobody[0]);
      for (const headers of [{ cookie: `session=${token}` }, { authorization: `Bearer ${token}` }] as Record<string, string>[])
        expect([path, await asked(path, headers)]).toEqual([path, nobody]);
    }
    const posted = await fetch(`${server.url}/api/consults/${id}/guests`, {
      method: 'POST',
      headers: { cookie: `session=${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'family', name: 'x', language: '', minutes: 10 }),
    });
    expect(posted.status).toBe(401);
    for (const path of [`/stream?consult=${id}`, `/collab/${id}`]) {
      const socket = new WebSocket(server.url.replace('http', 'ws') + path, { headers: { cookie: `session=${token}` } });
      const status = await new Promise((resolve) => socket.once('unexpected-response', (_, response) => resolve(response.statusCode)));
      expect([path, status]).toEqual([path, 401]);
      socket.on('error', () => undefined).terminate();
    }
    const events = io(server.url, {
      transports: ['polling'],
      extraHeaders: { cookie: `session=${token}` },
      auth: { token },
      reconnection: false,
    });
    await new Promise((resolve) => events.once('connect_error', resolve));
    events.close();
    for (const name of ['enter', 'leave']) {
      const answered = one.socket.timeout(500).emitWithAck(name, { consultId: id });
      await expect(answered).rejects.toThrow();
    }
    expect(one.heard.filter((line) => !/^(guest:state|media:)/.test(line))).toEqual([]);
  });

  test('[MD81] [MD85] no patient’s data reaches a guest, and no token a log or a metric', async () => {
    const id = await consult();
    const room = await staff(neuro, id);
    await room.join();
    const { one, token } = await admitted(id);
    await until(() => one.rooms.at(-1)?.peers.length === 2);
    const page = await (await fetch(`${server.url}/join/${token}`)).text();
    const heard = one.heard.join('\n');
    for (const secret of [PATIENT.mrn, 'ZEBULON', 'Zebulon', PATIENT.birthDate, id])
      for (const text of [heard, page]) expect(text).not.toContain(secret);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    for (const text of [server.log(), metrics]) for (const secret of [token, 'ZEBULON', 'Ms Lind']) expect(text).not.toContain(secret);
    const db = new DatabaseSync(`${server.dataFolder}/hyperacute.sqlite`, { readOnly: true });
    const stored = JSON.stringify(db.prepare('SELECT * FROM guest_invitation').all());
    db.close();
    expect(stored).not.toContain(token);
  });

  test('[MD81] strangers, damaged tokens and foreign pages get no further than the door', async () => {
    const id = await consult();
    const token = tokenOf(await invite(nurse, id));
    for (const wrong of [randomBytes(32).toString('base64url'), '', 'x'.repeat(5_000), `${token.slice(0, -1)}_`])
      await expect(guest(server, wrong)).rejects.toThrow(/Not found/);
    const foreign = io(server.url, {
      path: GUEST_PATH,
      transports: ['polling'],
      auth: { token, device: randomUUID() },
      reconnection: false,
      extraHeaders: { origin: 'https://elsewhere.example' },
    });
    await new Promise((resolve) => foreign.once('connect_error', resolve));
    expect(foreign.connected).toBe(false);
    foreign.close();
  });

  test('[MD80] is made by the care team alone, for at most twelve hours, eight at a time', async () => {
    const id = await consult();
    const lakeside = await signIn(server, 'lakeside');
    const post = (by: Session, body: object) =>
      by.fetch(`/api/consults/${id}/guests`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const good = { kind: 'family', name: 'Anna', language: '', minutes: 60 };
    expect((await post(lakeside, good)).status).toBe(404);
    for (const bad of [
      { ...good, minutes: 721 },
      { ...good, minutes: 0 },
      { ...good, name: ' ' },
      { ...good, kind: 'friend' },
    ])
      expect((await post(nurse, bad)).status).toBe(400);
    for (let n = 0; n < 8; n++) expect((await post(coordinator, good)).status).toBe(201);
    expect((await post(nurse, good)).status).toBe(429);
  });
});
