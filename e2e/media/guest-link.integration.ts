import { randomBytes, randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { GUEST_PATH } from '#shared/protocol/guest.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { guest, invite, tokenOf } from './support/guest.ts';
import { type GuestSite, PATIENT, startGuestSite } from './support/guest-site.ts';

/** What a guest’s link opens, and to whom it tells what. */

let site: GuestSite;
beforeAll(async () => {
  site = await startGuestSite();
});
afterAll(() => site?.dispose());

describe('a link', () => {
  test('[MD81] opens nothing but the guests’ wire: every other door answers as to nobody', async () => {
    const id = await site.consult();
    const { token, one } = await site.admitted(id);
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
      const answer = await fetch(site.server.url + path, { headers });
      return [answer.status, await answer.text()];
    };
    for (const path of paths) {
      const nobody = await asked(path, {});
      expect([401, 404]).toContain(nobody[0]);
      for (const headers of [{ cookie: `session=${token}` }, { authorization: `Bearer ${token}` }] as Record<string, string>[])
        expect([path, await asked(path, headers)]).toEqual([path, nobody]);
    }
    const posted = await fetch(`${site.server.url}/api/consults/${id}/guests`, {
      method: 'POST',
      headers: { cookie: `session=${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'family', name: 'x', language: '', minutes: 10 }),
    });
    expect(posted.status).toBe(401);
    for (const path of [`/stream?consult=${id}`, `/collab/${id}`]) {
      const socket = new WebSocket(site.server.url.replace('http', 'ws') + path, { headers: { cookie: `session=${token}` } });
      const status = await new Promise((resolve) => socket.once('unexpected-response', (_, response) => resolve(response.statusCode)));
      expect([path, status]).toEqual([path, 401]);
      socket.on('error', () => undefined).terminate();
    }
    const events = io(site.server.url, {
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
    const id = await site.consult();
    const room = await site.staff(site.neuro, id);
    await room.join();
    const { one, token } = await site.admitted(id);
    await until(() => one.rooms.at(-1)?.peers.length === 2);
    const page = await (await fetch(`${site.server.url}/join/${token}`)).text();
    const heard = one.heard.join('\n');
    for (const secret of [PATIENT.mrn, 'ZEBULON', 'Zebulon', PATIENT.birthDate, id])
      for (const text of [heard, page]) expect(text).not.toContain(secret);
    const metrics = await (await fetch(`${site.server.url}/metrics`)).text();
    for (const text of [site.server.log(), metrics]) for (const secret of [token, 'ZEBULON', 'Ms Lind']) expect(text).not.toContain(secret);
    const db = new DatabaseSync(`${site.server.dataFolder}/hyperacute.sqlite`, { readOnly: true });
    const stored = JSON.stringify(db.prepare('SELECT * FROM guest_invitation').all());
    db.close();
    expect(stored).not.toContain(token);
  });

  test('[MD81] strangers, damaged tokens and foreign pages get no further than the door', async () => {
    const id = await site.consult();
    const token = tokenOf(await invite(site.nurse, id));
    for (const wrong of [randomBytes(32).toString('base64url'), '', 'x'.repeat(5_000), `${token.slice(0, -1)}_`])
      await expect(guest(site.server, wrong)).rejects.toThrow(/Not found/);
    const foreign = io(site.server.url, {
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
    const id = await site.consult();
    const lakeside = await signIn(site.server, 'lakeside');
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
      expect((await post(site.nurse, bad)).status).toBe(400);
    for (let n = 0; n < 8; n++) expect((await post(site.coordinator, good)).status).toBe(201);
    expect((await post(site.nurse, good)).status).toBe(429);
  });
});
