import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallView } from '#shared/protocol/call.ts';
import { type ConsultEvent, otherRoom } from '#shared/protocol/chart/events.ts';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import type { Announcement, Arrival } from '#shared/protocol/notify.ts';
import { chartOf, state } from '../stroke/support/consult-room.ts';
import { until } from '../support/api.ts';
import { storescu } from '../support/dicom.ts';
import { type IdentitySite, startIdentitySite } from '../support/identity-site.ts';
import { makeCt } from '../support/make-ct.ts';

/** A patient announced before arrival, and how that consult finds its patient. Every patient is invented. */

let site: IdentitySite;
beforeAll(async () => {
  site = await startIdentitySite();
});
afterAll(() => site?.dispose());

const announcement = (over: Partial<Announcement['notification']> = {}): Announcement => ({
  id: randomUUID(),
  notification: {
    ageFrom: 70,
    ageTo: 79,
    sex: 'F',
    screen: { name: 'LAMS', score: 4, parts: { face: 1, arm: 2, grip: 1 } },
    eta: new Date(Date.now() + 12 * 60_000).toISOString(),
    words: 'invented: found on the floor',
    ...over,
  },
  lastKnownWell: {
    range: { from: new Date(Date.now() - 60 * 60_000).toISOString(), to: new Date(Date.now() - 30 * 60_000).toISOString() },
    source: 'witness',
    confidence: 'likely',
  },
});
const announce = (body: Announcement, who = site.ed) =>
  who.json<ConsultSummary>('/api/announcements', { method: 'POST', body: JSON.stringify(body) });
const arrivals = async (id: string) => (await site.ed.json<{ arrivals: Arrival[] }>(`/api/consults/${id}/arrivals`)).arrivals;
const pick = (id: string, { patientId, patient: shown }: Arrival) =>
  site.ed.json<{ state: string }>(`/api/consults/${id}/patient`, { method: 'POST', body: JSON.stringify({ patientId, shown }) });

describe('a patient announced before arrival', () => {
  it('[CH70] opens the consult with what was told, and calls; sent again it is the same consult', async () => {
    const body = announcement();
    const opened = await announce(body);
    const again = await Promise.all([announce(body), announce(body)]);
    expect(again.map(({ id }) => id)).toEqual([opened.id, opened.id]);
    expect(opened).toMatchObject({
      openedBy: 'notification',
      patient: { mrn: '', name: '' },
      announced: { ageFrom: 70, ageTo: 79, sex: 'F', screen: { name: 'LAMS', score: 4, positive: true } },
      lastKnownWell: body.lastKnownWell.range,
    });
    const entries = await chartOf(site.ed, opened.id);
    expect(entries.map(({ kind }) => kind)).toEqual(['time', 'notification', 'last-known-well']);
    expect(entries.at(-1)?.by?.name).toBe('Dr Rosa Reed');
    const ringing = await until(async () => {
      const { calls } = await site.neuro.json<{ calls: CallView[] }>('/api/calls');
      return calls.find((call) => call.consultId === opened.id && call.state === 'ringing');
    });
    expect(ringing.ringing?.person.name).toBe('Dr Ada Novak');
    // Seen by the hub it is linked with, and by nobody else.
    expect((await site.consult(opened.id, site.neuro)).announced?.ageFrom).toBe(70);
    expect((await site.lakeside.fetch(`/api/consults/${opened.id}`)).status).toBe(404);
  });

  it('[CH70] a hub announces nobody; a time in the future, a wrong sum and a screen that is none are refused, and open nothing', async () => {
    const before = (await site.ed.consults()).length;
    const post = (body: unknown, who = site.ed) =>
      who.fetch('/api/announcements', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    expect((await post(announcement(), site.neuro)).status).toBe(403);
    expect((await post(announcement({ screen: { name: 'LAMS', score: 5, parts: { face: 1, arm: 2, grip: 1 } } }))).status).toBe(409);
    expect((await post(announcement({ screen: { name: 'RACE', score: 2, parts: { grip: 2 } } }))).status).toBe(409);
    const ahead = new Date(Date.now() + 3_600_000).toISOString();
    const future = { range: { from: ahead, to: ahead }, source: 'witness', confidence: 'likely' };
    expect((await post({ ...announcement(), lastKnownWell: future })).status).toBe(409);
    expect((await post({ ...announcement(), name: 'nobody' })).status).toBe(400);
    expect((await site.ed.consults()).length).toBe(before);
  });
});

describe('the patient of an announced consult', () => {
  it('[CH73] [CH74] is picked from the arrivals; a consult that images opened becomes part of it', { timeout: 60_000 }, async () => {
    const { id } = await announce(announcement());
    await site.admit({ mrn: 'J1', birth: '19500301', sex: 'F', name: 'INVENTED^JOAN' });
    await site.admit({ mrn: 'J2', birth: '19990301', sex: 'M', name: 'INVENTED^JACK' });
    await storescu(site.server, await makeCt({ slices: 2, mrn: 'J1', name: 'INVENTED^JOAN', birthDate: '19500301', size: 64 }));
    await site.result('J1', '', '19500301', 104);
    const byImages = await until(async () =>
      (await site.ed.consults()).find(({ patient, state }) => patient.mrn === 'J1' && state === 'open'),
    );
    const found = await until(async () => {
      const all = await arrivals(id);
      return all.some(({ patient }) => patient.mrn === 'J1') ? all : null;
    });
    // Nobody is joined by the machine.
    expect((await site.consult(id)).patient.mrn).toBe('');
    const [joan, jack] = ['J1', 'J2'].map((mrn) => found.find(({ patient }) => patient.mrn === mrn)!);
    expect(joan).toMatchObject({ consult: byImages.id, by: 'admission', agreement: [{ agrees: true }, { agrees: true }] });
    expect(jack!.agreement.map(({ agrees }) => agrees)).toEqual([false, false]);
    expect((await pick(id, joan!)).state).toBe('joined');
    const joined = await site.consult(id);
    expect(joined.patient).toMatchObject({ mrn: 'J1', name: 'INVENTED^JOAN', birthDate: '19500301' });
    expect(joined.studies.map(({ instances }) => instances)).toEqual([2]);
    const closed = await site.consult(byImages.id);
    expect(closed).toMatchObject({ state: 'closed', joinedInto: id });
    expect(closed.stateReason).toContain('announced');
    // What systems told the other consult is told here, with its origin; nothing of it was taken from there.
    const entries = await chartOf(site.ed, id);
    expect(entries.filter(({ kind }) => kind === 'lab').map(({ origin }) => origin)).toEqual(['hl7']);
    expect(entries.some((entry) => entry.kind === 'time' && entry.body.what === 'arrival' && entry.origin === 'hl7')).toBe(true);
    expect(entries.filter((entry) => entry.kind === 'time' && entry.body.what === 'alert')).toHaveLength(1);
    expect((await chartOf(site.ed, byImages.id)).filter(({ kind }) => kind === 'lab')).toHaveLength(1);
    expect(await site.events(id)).toContain('identity-joined');
    const call = await until(async () => {
      const { calls } = await site.neuro.json<{ calls: CallView[] }>('/api/calls');
      const one = calls.find(({ consultId }) => consultId === byImages.id);
      return one === undefined || one.state === 'ended' ? 'ended' : null;
    });
    expect(call).toBe('ended');
    // What comes later comes here.
    await storescu(site.server, await makeCt({ slices: 1, mrn: 'J1', name: 'INVENTED^JOAN', birthDate: '19500301', size: 64 }));
    await until(async () => (await site.consult(id)).studies.length === 2);
    const twice = await site.ed.fetch(`/api/consults/${id}/patient`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ patientId: jack!.patientId, shown: jack!.patient }),
    });
    expect(twice.status).toBe(409);
  });

  it('[CH74] what people entered in the room that ended stays there, counted and named from both sides, and nothing is added to it', {
    timeout: 60_000,
  }, async () => {
    const { id } = await announce(announcement());
    await storescu(site.server, await makeCt({ slices: 3, mrn: 'J5', name: 'INVENTED^JUDY', birthDate: '19500301', size: 64 }));
    const byImages = await until(async () =>
      (await site.ed.consults()).find(({ patient, state }) => patient.mrn === 'J5' && state === 'open'),
    );
    await state(site.neuro, byImages.id, 'remark', { text: 'invented: seen here first' });
    await state(site.ed, byImages.id, 'weight', { kg: 66, source: 'stated', at: new Date().toISOString() });
    await until(async () => (await site.consult(byImages.id)).studies[0]?.instances === 3);
    const judy = (await arrivals(id)).find(({ patient }) => patient.mrn === 'J5')!;
    expect(judy.joins).toMatchObject({ studies: [{ instances: 3 }], people: 2 });
    expect(judy.joins.results).toBe(
      (await chartOf(site.ed, byImages.id)).filter(({ origin, id: entry }) => origin !== 'person' && entry !== 'alert:opening').length,
    );
    expect((await pick(id, judy)).state).toBe('joined');
    expect(await site.consult(id, site.neuro)).toMatchObject({ joinedFrom: [{ id: byImages.id, entries: 2 }] });
    // Nothing was copied, nothing was lost.
    expect((await chartOf(site.ed, id)).some(({ kind }) => kind === 'weight' || kind === 'remark')).toBe(false);
    expect((await chartOf(site.ed, byImages.id)).filter(({ origin }) => origin === 'person').map(({ kind }) => kind)).toEqual([
      'remark',
      'weight',
    ]);
    const lines = async (room: string, kind: string) =>
      (await site.ed.json<{ events: ConsultEvent[] }>(`/api/consults/${room}/events`)).events
        .filter((event) => event.kind === kind)
        .map(({ detail }) => otherRoom.parse(JSON.parse(detail)));
    expect(await lines(id, 'joined-from')).toEqual([{ consultId: byImages.id, entries: 2 }]);
    expect(await lines(byImages.id, 'joined-into')).toEqual([{ consultId: id, entries: 2 }]);
    await expect(state(site.ed, byImages.id, 'remark', { text: 'invented: too late' })).rejects.toThrow('409');
    expect((await site.ed.json<{ may: string[] }>(`/api/consults/${byImages.id}/chart`)).may).toEqual([]);
    const reopen = JSON.stringify({ action: 're-open', reason: 'invented' });
    await expect(site.ed.json(`/api/consults/${byImages.id}`, { method: 'PATCH', body: reopen })).rejects.toThrow('409');
  });

  it('[CH77] the first name is a change too: everyone else is asked to confirm having seen it', async () => {
    const { id } = await announce(announcement());
    await site.admit({ mrn: 'J6', birth: '19510301', sex: 'F', name: 'INVENTED^JADE' });
    const jade = (await arrivals(id)).find(({ patient }) => patient.mrn === 'J6')!;
    expect(jade.joins).toEqual({ studies: [], results: 0, people: 0 });
    expect((await pick(id, jade)).state).toBe('joined');
    const change = (await site.consult(id, site.neuro)).identityChange!;
    expect(change).toMatchObject({ before: { mrn: '', name: '' }, after: { mrn: 'J6' } });
    expect(change.seenBy).toHaveLength(1);
  });

  it('[CH75] what does not agree stops it, and a named person decides', async () => {
    const { id } = await announce(announcement());
    await site.admit({ mrn: 'J3', birth: '19990301', sex: 'M', name: 'INVENTED^JIM' });
    const jim = (await arrivals(id)).find(({ patient }) => patient.mrn === 'J3')!;
    expect((await pick(id, jim)).state).toBe('review');
    expect((await pick(id, jim)).state).toBe('review');
    expect(await site.consult(id)).toMatchObject({ patient: { mrn: '' }, needsReview: 1 });
    const [review, second] = await site.reviews(id);
    expect(second).toBeUndefined();
    expect(review).toMatchObject({ kind: 'join', proposed: { mrn: 'J3' } });
    expect(review!.why).toHaveLength(2);
    expect(review!.now.name).toContain('70–79');
    expect((await site.decide(review!, 'accept')).status).toBe(204);
    expect(await site.consult(id)).toMatchObject({ patient: { mrn: 'J3' }, needsReview: 0 });
    expect(await site.events(id)).toEqual(expect.arrayContaining(['join-review', 'join-accept', 'identity-joined']));
  });

  it('[CH75] an arrival that changed since it was shown is not joined', async () => {
    const { id } = await announce(announcement());
    await site.admit({ mrn: 'J4', birth: '19520301', sex: 'F', name: 'INVENTED^JUNE' });
    const june = (await arrivals(id)).find(({ patient }) => patient.mrn === 'J4')!;
    await site.admit({ mrn: 'J4', birth: '19530301', sex: 'F', name: 'INVENTED^JUNE' });
    await expect(pick(id, june)).rejects.toThrow('409');
    expect((await site.consult(id)).patient.mrn).toBe('');
  });

  it('[CH77] is named in no line of a timeline', () => {
    expect(site.details().length).toBeGreaterThan(0);
    expect(site.details().some((detail) => /INVENTED|19[0-9]{6}/.test(detail))).toBe(false);
  });
});
