import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConsultIdentity, IdentityReview } from '#shared/protocol/admin.ts';
import type { CallView } from '#shared/protocol/call.ts';
import { type ConsultEvent, otherRoom } from '#shared/protocol/chart/events.ts';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import type { Announcement, Arrival } from '#shared/protocol/notify.ts';
import { chartOf, state } from '../stroke/support/consult-room.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { MllpClient } from '../support/mllp.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** A patient announced before arrival, and how that consult finds its patient. Every patient is invented. */

let server: TestServer;
let ed: Session;
let neuro: Session;
let lakeside: Session;
let hospital: MllpClient;
beforeAll(async () => {
  server = await startServer();
  [ed, neuro, lakeside] = [await signIn(server, 'ed'), await signIn(server, 'neuro'), await signIn(server, 'lakeside')];
  hospital = await MllpClient.open(server.mllp);
});
afterAll(async () => {
  hospital.close();
  await server.dispose();
});

let number = 0;
const stamp = (ms: number) => new Date(ms).toISOString().replaceAll(/[-:T]/g, '').slice(0, 14);

/** An invented patient comes through the door. `issuer`: of the number. */
async function admit({ mrn, issuer = '', birth, sex, name }: { mrn: string; issuer?: string; birth: string; sex: string; name: string }) {
  const now = stamp(Date.now());
  const text = [
    `MSH|^~\\&|ADT|RIVERSIDE|TELE|METRO|${now}+0000||ADT^A04|AN${++number}|P|2.5.1`,
    'EVN|A04',
    `PID|1||${mrn}^^^${issuer}^MR||${name}||${birth}|${sex}`,
    `PV1|1|E|ED^1|||||||||||||||||V${number}|||||||||||||||||||||||||${now}+0000`,
  ].join('\r');
  expect((await hospital.ask(`${text}\r`))?.code).toBe('AA');
}

async function result(mrn: string, issuer: string, birth: string, mgdl: number) {
  const now = stamp(Date.now());
  const text = [
    `MSH|^~\\&|LAB|RIVERSIDE|TELE|METRO|${now}+0000||ORU^R01|AN${++number}|P|2.5.1`,
    `PID|1||${mrn}^^^${issuer}^MR||X^Y||${birth}|F`,
    'OBR|1|||GLU',
    `OBX|1|NM|2345-7^GLUCOSE^LN||${mgdl}|mg/dL|||||F|||${now}+0000`,
  ].join('\r');
  expect((await hospital.ask(`${text}\r`))?.code).toBe('AA');
}

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
const announce = (body: Announcement, who = ed) =>
  who.json<ConsultSummary>('/api/announcements', { method: 'POST', body: JSON.stringify(body) });
const consult = (id: string, who = ed) => who.json<ConsultSummary>(`/api/consults/${id}`);
const arrivals = async (id: string) => (await ed.json<{ arrivals: Arrival[] }>(`/api/consults/${id}/arrivals`)).arrivals;
const pick = (id: string, { patientId, patient: shown }: Arrival) =>
  ed.json<{ state: string }>(`/api/consults/${id}/patient`, { method: 'POST', body: JSON.stringify({ patientId, shown }) });
const events = async (id: string) =>
  (await ed.json<{ events: ConsultEvent[] }>(`/api/consults/${id}/events`)).events.map(({ kind }) => kind);
const reviews = async (id: string) =>
  (await ed.json<{ reviews: IdentityReview[] }>('/api/admin/identity')).reviews.filter(({ consultId }) => consultId === id);
const decide = (review: IdentityReview, decision: 'accept' | 'refuse') =>
  ed.fetch(`/api/admin/identity/${review.id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ decision, reason: 'invented: seen at the bedside' }),
  });

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
    const entries = await chartOf(ed, opened.id);
    expect(entries.map(({ kind }) => kind)).toEqual(['time', 'notification', 'last-known-well']);
    expect(entries.at(-1)?.by?.name).toBe('Dr Rosa Reed');
    const ringing = await until(async () => {
      const { calls } = await neuro.json<{ calls: CallView[] }>('/api/calls');
      return calls.find((call) => call.consultId === opened.id && call.state === 'ringing');
    });
    expect(ringing.ringing?.person.name).toBe('Dr Ada Novak');
    // Seen by the hub it is linked with, and by nobody else.
    expect((await consult(opened.id, neuro)).announced?.ageFrom).toBe(70);
    expect((await lakeside.fetch(`/api/consults/${opened.id}`)).status).toBe(404);
  });

  it('[CH70] a hub announces nobody; a time in the future, a wrong sum and a screen that is none are refused, and open nothing', async () => {
    const before = (await ed.consults()).length;
    const post = (body: unknown, who = ed) =>
      who.fetch('/api/announcements', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    expect((await post(announcement(), neuro)).status).toBe(403);
    expect((await post(announcement({ screen: { name: 'LAMS', score: 5, parts: { face: 1, arm: 2, grip: 1 } } }))).status).toBe(409);
    expect((await post(announcement({ screen: { name: 'RACE', score: 2, parts: { grip: 2 } } }))).status).toBe(409);
    const ahead = new Date(Date.now() + 3_600_000).toISOString();
    const future = { range: { from: ahead, to: ahead }, source: 'witness', confidence: 'likely' };
    expect((await post({ ...announcement(), lastKnownWell: future })).status).toBe(409);
    expect((await post({ ...announcement(), name: 'nobody' })).status).toBe(400);
    expect((await ed.consults()).length).toBe(before);
  });
});

describe('the patient of an announced consult', () => {
  it('[CH73] [CH74] is picked from the arrivals; a consult that images opened becomes part of it', { timeout: 60_000 }, async () => {
    const { id } = await announce(announcement());
    await admit({ mrn: 'J1', birth: '19500301', sex: 'F', name: 'INVENTED^JOAN' });
    await admit({ mrn: 'J2', birth: '19990301', sex: 'M', name: 'INVENTED^JACK' });
    await storescu(server, await makeCt({ slices: 2, mrn: 'J1', name: 'INVENTED^JOAN', birthDate: '19500301', size: 64 }));
    await result('J1', '', '19500301', 104);
    const byImages = await until(async () => (await ed.consults()).find(({ patient, state }) => patient.mrn === 'J1' && state === 'open'));
    const found = await until(async () => {
      const all = await arrivals(id);
      return all.some(({ patient }) => patient.mrn === 'J1') ? all : null;
    });
    // Nobody is joined by the machine.
    expect((await consult(id)).patient.mrn).toBe('');
    const [joan, jack] = ['J1', 'J2'].map((mrn) => found.find(({ patient }) => patient.mrn === mrn)!);
    expect(joan).toMatchObject({ consult: byImages.id, by: 'admission', agreement: [{ agrees: true }, { agrees: true }] });
    expect(jack!.agreement.map(({ agrees }) => agrees)).toEqual([false, false]);
    expect((await pick(id, joan!)).state).toBe('joined');
    const joined = await consult(id);
    expect(joined.patient).toMatchObject({ mrn: 'J1', name: 'INVENTED^JOAN', birthDate: '19500301' });
    expect(joined.studies.map(({ instances }) => instances)).toEqual([2]);
    const closed = await consult(byImages.id);
    expect(closed).toMatchObject({ state: 'closed', joinedInto: id });
    expect(closed.stateReason).toContain('announced');
    // What systems told the other consult is told here, with its origin; nothing of it was taken from there.
    const entries = await chartOf(ed, id);
    expect(entries.filter(({ kind }) => kind === 'lab').map(({ origin }) => origin)).toEqual(['hl7']);
    expect(entries.some((entry) => entry.kind === 'time' && entry.body.what === 'arrival' && entry.origin === 'hl7')).toBe(true);
    expect(entries.filter((entry) => entry.kind === 'time' && entry.body.what === 'alert')).toHaveLength(1);
    expect((await chartOf(ed, byImages.id)).filter(({ kind }) => kind === 'lab')).toHaveLength(1);
    expect(await events(id)).toContain('identity-joined');
    const call = await until(async () => {
      const { calls } = await neuro.json<{ calls: CallView[] }>('/api/calls');
      const one = calls.find(({ consultId }) => consultId === byImages.id);
      return one === undefined || one.state === 'ended' ? 'ended' : null;
    });
    expect(call).toBe('ended');
    // What comes later comes here.
    await storescu(server, await makeCt({ slices: 1, mrn: 'J1', name: 'INVENTED^JOAN', birthDate: '19500301', size: 64 }));
    await until(async () => (await consult(id)).studies.length === 2);
    const twice = await ed.fetch(`/api/consults/${id}/patient`, {
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
    await storescu(server, await makeCt({ slices: 3, mrn: 'J5', name: 'INVENTED^JUDY', birthDate: '19500301', size: 64 }));
    const byImages = await until(async () => (await ed.consults()).find(({ patient, state }) => patient.mrn === 'J5' && state === 'open'));
    await state(neuro, byImages.id, 'remark', { text: 'invented: seen here first' });
    await state(ed, byImages.id, 'weight', { kg: 66, source: 'stated', at: new Date().toISOString() });
    await until(async () => (await consult(byImages.id)).studies[0]?.instances === 3);
    const judy = (await arrivals(id)).find(({ patient }) => patient.mrn === 'J5')!;
    expect(judy.joins).toMatchObject({ studies: [{ instances: 3 }], people: 2 });
    expect(judy.joins.results).toBe(
      (await chartOf(ed, byImages.id)).filter(({ origin, id: entry }) => origin !== 'person' && entry !== 'alert:opening').length,
    );
    expect((await pick(id, judy)).state).toBe('joined');
    expect(await consult(id, neuro)).toMatchObject({ joinedFrom: [{ id: byImages.id, entries: 2 }] });
    // Nothing was copied, nothing was lost.
    expect((await chartOf(ed, id)).some(({ kind }) => kind === 'weight' || kind === 'remark')).toBe(false);
    expect((await chartOf(ed, byImages.id)).filter(({ origin }) => origin === 'person').map(({ kind }) => kind)).toEqual([
      'remark',
      'weight',
    ]);
    const lines = async (room: string, kind: string) =>
      (await ed.json<{ events: ConsultEvent[] }>(`/api/consults/${room}/events`)).events
        .filter((event) => event.kind === kind)
        .map(({ detail }) => otherRoom.parse(JSON.parse(detail)));
    expect(await lines(id, 'joined-from')).toEqual([{ consultId: byImages.id, entries: 2 }]);
    expect(await lines(byImages.id, 'joined-into')).toEqual([{ consultId: id, entries: 2 }]);
    await expect(state(ed, byImages.id, 'remark', { text: 'invented: too late' })).rejects.toThrow('409');
    expect((await ed.json<{ may: string[] }>(`/api/consults/${byImages.id}/chart`)).may).toEqual([]);
    const reopen = JSON.stringify({ action: 're-open', reason: 'invented' });
    await expect(ed.json(`/api/consults/${byImages.id}`, { method: 'PATCH', body: reopen })).rejects.toThrow('409');
  });

  it('[CH77] the first name is a change too: everyone else is asked to confirm having seen it', async () => {
    const { id } = await announce(announcement());
    await admit({ mrn: 'J6', birth: '19510301', sex: 'F', name: 'INVENTED^JADE' });
    const jade = (await arrivals(id)).find(({ patient }) => patient.mrn === 'J6')!;
    expect(jade.joins).toEqual({ studies: [], results: 0, people: 0 });
    expect((await pick(id, jade)).state).toBe('joined');
    const change = (await consult(id, neuro)).identityChange!;
    expect(change).toMatchObject({ before: { mrn: '', name: '' }, after: { mrn: 'J6' } });
    expect(change.seenBy).toHaveLength(1);
  });

  it('[CH75] what does not agree stops it, and a named person decides', async () => {
    const { id } = await announce(announcement());
    await admit({ mrn: 'J3', birth: '19990301', sex: 'M', name: 'INVENTED^JIM' });
    const jim = (await arrivals(id)).find(({ patient }) => patient.mrn === 'J3')!;
    expect((await pick(id, jim)).state).toBe('review');
    expect((await pick(id, jim)).state).toBe('review');
    expect(await consult(id)).toMatchObject({ patient: { mrn: '' }, needsReview: 1 });
    const [review, second] = await reviews(id);
    expect(second).toBeUndefined();
    expect(review).toMatchObject({ kind: 'join', proposed: { mrn: 'J3' } });
    expect(review!.why).toHaveLength(2);
    expect(review!.now.name).toContain('70–79');
    expect((await decide(review!, 'accept')).status).toBe(204);
    expect(await consult(id)).toMatchObject({ patient: { mrn: 'J3' }, needsReview: 0 });
    expect(await events(id)).toEqual(expect.arrayContaining(['join-review', 'join-accept', 'identity-joined']));
  });

  it('[CH75] an arrival that changed since it was shown is not joined', async () => {
    const { id } = await announce(announcement());
    await admit({ mrn: 'J4', birth: '19520301', sex: 'F', name: 'INVENTED^JUNE' });
    const june = (await arrivals(id)).find(({ patient }) => patient.mrn === 'J4')!;
    await admit({ mrn: 'J4', birth: '19530301', sex: 'F', name: 'INVENTED^JUNE' });
    await expect(pick(id, june)).rejects.toThrow('409');
    expect((await consult(id)).patient.mrn).toBe('');
  });
});

describe('one number, two patients', () => {
  it('[CH76] two issuers of one site: never mixed, both consults say so, nobody makes them one', { timeout: 60_000 }, async () => {
    await admit({ mrn: 'N1', issuer: 'NORTH', birth: '19400101', sex: 'F', name: 'INVENTED^NORA' });
    await storescu(server, await makeCt({ slices: 1, mrn: 'N1', issuer: 'NORTH', name: 'INVENTED^NORA', birthDate: '19400101', size: 64 }));
    const first = await until(async () => (await ed.consults()).find(({ patient }) => patient.name.includes('NORA')));
    await admit({ mrn: 'N1', issuer: 'SOUTH', birth: '19850505', sex: 'F', name: 'INVENTED^NELL' });
    expect(await consult(first.id)).toMatchObject({ patient: { birthDate: '19400101' }, needsReview: 1 });
    await result('N1', 'SOUTH', '19850505', 77);
    await storescu(server, await makeCt({ slices: 1, mrn: 'N1', issuer: 'SOUTH', name: 'INVENTED^NELL', birthDate: '19850505', size: 64 }));
    const second = await until(async () => (await ed.consults()).find(({ patient }) => patient.name.includes('NELL')));
    expect(second.id).not.toBe(first.id);
    expect((await chartOf(ed, first.id)).filter(({ kind }) => kind === 'lab')).toEqual([]);
    expect((await chartOf(ed, second.id)).filter(({ kind }) => kind === 'lab')).toHaveLength(1);
    expect((await consult(first.id)).studies).toHaveLength(1);
    expect((await consult(second.id)).studies).toHaveLength(1);
    expect((await consult(second.id)).needsReview).toBe(1);
    const [review] = await reviews(first.id);
    expect(review).toMatchObject({ kind: 'number', proposed: { name: 'INVENTED^NELL' } });
    expect(await events(first.id)).toContain('number-review');
    expect((await decide(review!, 'accept')).status).toBe(409);
    // In the room: both ends compare, the site's own people decide, and only about what they saw.
    const [own, hub, arranging] = await Promise.all(
      [ed, neuro, await signIn(server, 'coordinator')].map((who) => who.json<ConsultIdentity>(`/api/consults/${first.id}/identity`)),
    );
    expect(own).toMatchObject({
      may: { compare: true, decide: true },
      reviews: [{ id: review!.id, now: { issuer: 'NORTH' }, proposed: { issuer: 'SOUTH' } }],
    });
    expect(hub).toMatchObject({ may: { compare: true, decide: false }, reviews: [{ id: review!.id }] });
    expect(arranging).toMatchObject({ may: { compare: false, decide: false }, reviews: [] });
    expect((await lakeside.fetch(`/api/consults/${first.id}/identity`)).status).toBe(404);
    const { now, proposed } = own!.reviews[0]!;
    const inRoom = (who: Session, room: string, shown: object) =>
      who.fetch(`/api/consults/${room}/identity/${review!.id}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ decision: 'refuse', reason: 'invented: two wristbands', shown }),
      });
    expect((await inRoom(neuro, first.id, { now, proposed })).status).toBe(403);
    expect((await inRoom(lakeside, first.id, { now, proposed })).status).toBe(404);
    expect((await inRoom(ed, second.id, { now, proposed })).status).toBe(404);
    expect((await inRoom(ed, first.id, { now, proposed: { ...proposed, birthDate: '19850506' } })).status).toBe(409);
    expect((await consult(first.id)).needsReview).toBe(1);
    expect((await inRoom(ed, first.id, { now, proposed })).status).toBe(204);
    expect(await events(first.id)).toContain('number-refuse');
    expect(await consult(first.id)).toMatchObject({ needsReview: 0, patient: { name: 'INVENTED^NORA' } });
  });

  it('[CH76] two hospitals: the same number is two consults, and neither sees the other', { timeout: 60_000 }, async () => {
    await storescu(server, await makeCt({ slices: 1, mrn: 'N2', name: 'INVENTED^RITA', birthDate: '19410101', size: 64 }));
    await storescu(server, await makeCt({ slices: 1, mrn: 'N2', name: 'INVENTED^LISA', birthDate: '19420202', size: 64 }), {
      aet: 'LAKESIDE_CT',
    });
    const both = await until(async () => {
      const found = (await neuro.consults()).filter(({ patient }) => patient.mrn === 'N2');
      return found.length === 2 ? found : null;
    });
    expect(new Set(both.map(({ site }) => site.id)).size).toBe(2);
    expect(both.map(({ studies }) => studies.length)).toEqual([1, 1]);
    expect((await ed.consults()).filter(({ patient }) => patient.mrn === 'N2')).toHaveLength(1);
    expect((await lakeside.consults()).filter(({ patient }) => patient.mrn === 'N2')).toHaveLength(1);
  });
});

describe('a patient who becomes another in an open consult', () => {
  it('[CH77] everyone confirms having seen it, and the timeline says who', async () => {
    await admit({ mrn: 'C1', birth: '19400101', sex: 'F', name: 'INVENTED^CARA' });
    const { id } = await ed.json<ConsultSummary>('/api/consults', {
      method: 'POST',
      body: JSON.stringify({ mrn: 'C1', name: 'INVENTED^CARA', birthDate: '19400101', sex: 'F' }),
    });
    expect((await consult(id)).identityChange).toBeNull();
    await admit({ mrn: 'C1', birth: '19410101', sex: 'F', name: 'INVENTED^CARA' });
    const [review] = await reviews(id);
    expect((await decide(review!, 'accept')).status).toBe(204);
    const changed = (await consult(id, neuro)).identityChange!;
    expect(changed).toMatchObject({ before: { birthDate: '19400101' }, after: { birthDate: '19410101' } });
    expect(changed.seenBy).toHaveLength(1);
    const see = (who: Session, change: number) =>
      who.fetch(`/api/consults/${id}/identity-seen`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ change }),
      });
    expect((await see(neuro, changed.id)).status).toBe(204);
    expect((await see(neuro, changed.id)).status).toBe(204);
    expect((await see(neuro, changed.id + 1000)).status).toBe(404);
    expect((await see(lakeside, changed.id)).status).toBe(404);
    expect((await consult(id)).identityChange!.seenBy).toHaveLength(2);
    const { events: all } = await ed.json<{ events: ConsultEvent[] }>(`/api/consults/${id}/events`);
    expect(all.filter(({ kind }) => kind === 'identity-seen').map(({ person }) => person)).toEqual(['Dr Rosa Reed', 'Dr Ada Novak']);
    expect(server.log()).not.toMatch(/CARA|19410101/);
    const db = new DatabaseSync(join(server.dataFolder, 'hyperacute.sqlite'), { readOnly: true });
    const details = db.prepare('SELECT detail FROM consult_event').all() as { detail: string }[];
    db.close();
    expect(details.some(({ detail }) => /INVENTED|19[0-9]{6}/.test(detail))).toBe(false);
  });
});
