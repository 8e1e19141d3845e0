import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GuestEntry } from '#shared/protocol/guest.ts';
import { until } from '../support/api.ts';
import { act, guest, invite, tokenOf } from './support/guest.ts';
import { type GuestSite, microphone, picture, stage, startGuestSite } from './support/guest-site.ts';
import { opus, vp8 } from './support/rtp.ts';

/** What a guest with a link may do in a call, and until when. */

let site: GuestSite;
beforeAll(async () => {
  site = await startGuestSite();
});
afterAll(() => site?.dispose());

describe('a guest', () => {
  test('[MD82] [MD84] learns the hospital and nothing else, waits, and is let in by a clinician who notes the consent', async () => {
    const id = await site.consult();
    const room = await site.staff(site.neuro, id);
    const told: { consultId: string; guests: GuestEntry[] }[] = [];
    room.socket.on('guests', (list: (typeof told)[number]) => told.push(list));
    const invited = await invite(site.nurse, id, { kind: 'family', name: 'Anna, daughter', language: '' });
    const one = await site.came(tokenOf(invited));
    expect(one.states[0]).toMatchObject({ hospital: 'Riverside General', stage: 'preview', name: 'Anna, daughter', people: [] });
    expect(await one.ask('media:join', { rtpCapabilities: null })).toEqual({ ok: false, code: 'NOT_FOUND' });
    expect(await one.knock()).toEqual({ ok: true });
    await until(() => told.some(({ guests }) => guests[0]?.stage === 'waiting'));
    expect(stage(one)).toBe('waiting');
    expect(await one.ask('media:join', { rtpCapabilities: null })).toEqual({ ok: false, code: 'NOT_FOUND' });
    const refused = await site.coordinator.fetch(`/api/consults/${id}/guests/${invited.guest.id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ action: 'admit', consent: 'patient' }),
    });
    expect(refused.status).toBe(403);
    await act(site.neuro, id, invited.guest.id, { action: 'decline' });
    await until(() => stage(one) === 'declined');
    expect(await one.knock()).toEqual({ ok: false, code: 'TOO_MANY_REQUESTS' });
    await until(async () => (await one.knock()).ok, 500);
    await act(site.nurse, id, invited.guest.id, { action: 'admit', consent: 'representative' });
    await until(() => stage(one) === 'in-call');
    expect(one.states.at(-1)!.people.map(({ name }) => name)).toEqual(['Dr Ada Novak']);
    expect(site.timeline(id)).toEqual([
      expect.stringMatching(/^guest-invited by somebody: Anna, daughter, family: until 20/),
      'guest-knocked: Anna, daughter, family',
      'guest-declined by somebody: Anna, daughter, family',
      'guest-knocked: Anna, daughter, family',
      'guest-admitted by somebody: Anna, daughter, family: the patient’s representative consents',
    ]);
  });

  test('[MD83] sends microphone and camera, receives both, and neither sends nor sees a screen', async () => {
    const id = await site.consult();
    const bedside = await site.staff(site.ed, id);
    const a = await bedside.join();
    const { one, send } = await site.admitted(id);
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
    const id = await site.consult();
    const bedside = await site.staff(site.ed, id);
    const guest_ = await site.admitted(id);
    const { one, send } = guest_;
    const { producerId } = await one.do('media:produce', microphone(send));
    await act(site.ed, id, guest_.id, { action: 'silence' });
    const paused = () => bedside.rooms.at(-1)?.producers.find((other) => other.producerId === producerId)?.paused;
    await until(() => paused() === true);
    await until(() => one.states.at(-1)!.silenced);
    expect(await one.ask('media:producer', { producerId, state: 'resumed' })).toEqual({ ok: false, code: 'FORBIDDEN' });
    const again = await one.do('media:produce', { ...microphone(send), rtpParameters: opus() });
    expect((await until(() => bedside.rooms.at(-1)?.producers.find((other) => other.producerId === again.producerId))).paused).toBe(true);
    await act(site.ed, id, guest_.id, { action: 'let-speak' });
    await one.do('media:producer', { producerId, state: 'resumed' });
    await until(() => paused() === false);
  });

  test('[MD80] [MD83] [MD84] who is put out is out at once, and the link is dead', async () => {
    const id = await site.consult();
    const bedside = await site.staff(site.ed, id);
    const { id: guestId, token, one, send } = await site.admitted(id);
    await one.do('media:produce', microphone(send));
    await until(() => bedside.rooms.at(-1)?.producers.length === 1);
    await act(site.nurse, id, guestId, { action: 'end' });
    await until(() => bedside.rooms.at(-1)?.peers.length === 0 && bedside.rooms.at(-1)?.producers.length === 0);
    await until(() => one.socket.disconnected);
    expect(stage(one)).toBe('ended');
    await expect(guest(site.server, token)).rejects.toThrow('Not found');
    expect(site.timeline(id).at(-1)).toBe('guest-put-out by somebody: Ms Lind, interpreter, Polish');
    expect((await site.nurse.json<{ guests: GuestEntry[] }>(`/api/consults/${id}/guests`)).guests).toEqual([]);
  });

  test('[MD80] closing the consult cuts its guests within seconds, and re-opening it revives no link', async () => {
    const id = await site.consult();
    const { token, one } = await site.admitted(id);
    const unused = await invite(site.nurse, id, { name: 'Unused' });
    const change = (action: string) =>
      site.ed.json(`/api/consults/${id}`, { method: 'PATCH', body: JSON.stringify({ action, reason: 'tested' }) });
    await change('close');
    await until(() => one.socket.disconnected);
    await until(() => site.timeline(id).filter((line) => line.includes('the consult is over')).length === 2);
    await change('re-open');
    for (const dead of [token, tokenOf(unused)]) await expect(guest(site.server, dead)).rejects.toThrow('Not found');
  });

  test('[MD80] a link whose time is over is nobody’s', async () => {
    const token = tokenOf(await invite(site.nurse, await site.consult()));
    const db = new DatabaseSync(`${site.server.dataFolder}/hyperacute.sqlite`);
    db.exec("PRAGMA busy_timeout = 5000; UPDATE guest_invitation SET expires_at = '2000-01-01T00:00:00.000Z' WHERE ended_at IS NULL");
    db.close();
    await expect(guest(site.server, token)).rejects.toThrow('Not found');
  });

  test('[MD86] comes back without knocking with the same device, and is a stranger with another', async () => {
    const id = await site.consult();
    const invited = await invite(site.nurse, id);
    const [token, device] = [tokenOf(invited), randomUUID()];
    const one = await site.came(token, device);
    await one.knock();
    await act(site.neuro, id, invited.guest.id, { action: 'admit', consent: 'patient' });
    await until(() => stage(one) === 'in-call');
    one.socket.close();
    const list = async () => (await site.nurse.json<{ guests: GuestEntry[] }>(`/api/consults/${id}/guests`)).guests;
    await until(async () => (await list())[0]?.stage === 'away');
    const thief = await site.came(token);
    expect(stage(thief)).toBe('preview');
    expect(await thief.ask('media:join', { rtpCapabilities: null })).toEqual({ ok: false, code: 'NOT_FOUND' });
    const back = await site.came(token, device);
    expect(stage(back)).toBe('in-call');
    await back.do('media:join', { rtpCapabilities: null });
    await back.socket.emitWithAck('guest:leave');
    expect(site.timeline(id).at(-1)).toBe('guest-left: Ms Lind, interpreter, Polish');
    expect(await back.ask('media:join', { rtpCapabilities: null })).toEqual({ ok: false, code: 'NOT_FOUND' });
  });

  test('[MD85] stands in no log, neither by name nor by token', () => {
    expect(site.tokens).not.toEqual([]);
    for (const secret of ['ZEBULON', 'Ms Lind', ...site.tokens]) expect(site.server.log()).not.toContain(secret);
  });
});
