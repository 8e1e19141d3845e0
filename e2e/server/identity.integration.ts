import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConsultIdentity } from '#shared/protocol/admin.ts';
import type { ConsultEvent } from '#shared/protocol/chart/events.ts';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { chartOf } from '../stroke/support/consult-room.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { storescu } from '../support/dicom.ts';
import { type IdentitySite, startIdentitySite } from '../support/identity-site.ts';
import { makeCt } from '../support/make-ct.ts';

/** Who the patient of a consult is, when one number means two or a patient becomes another. Every patient is invented. */

let site: IdentitySite;
beforeAll(async () => {
  site = await startIdentitySite();
});
afterAll(() => site?.dispose());

describe('one number, two patients', () => {
  it('[CH76] two issuers of one site: never mixed, both consults say so, nobody makes them one', { timeout: 60_000 }, async () => {
    await site.admit({ mrn: 'N1', issuer: 'NORTH', birth: '19400101', sex: 'F', name: 'INVENTED^NORA' });
    await storescu(
      site.server,
      await makeCt({ slices: 1, mrn: 'N1', issuer: 'NORTH', name: 'INVENTED^NORA', birthDate: '19400101', size: 64 }),
    );
    const first = await until(async () => (await site.ed.consults()).find(({ patient }) => patient.name.includes('NORA')));
    await site.admit({ mrn: 'N1', issuer: 'SOUTH', birth: '19850505', sex: 'F', name: 'INVENTED^NELL' });
    expect(await site.consult(first.id)).toMatchObject({ patient: { birthDate: '19400101' }, needsReview: 1 });
    await site.result('N1', 'SOUTH', '19850505', 77);
    await storescu(
      site.server,
      await makeCt({ slices: 1, mrn: 'N1', issuer: 'SOUTH', name: 'INVENTED^NELL', birthDate: '19850505', size: 64 }),
    );
    const second = await until(async () => (await site.ed.consults()).find(({ patient }) => patient.name.includes('NELL')));
    expect(second.id).not.toBe(first.id);
    expect((await chartOf(site.ed, first.id)).filter(({ kind }) => kind === 'lab')).toEqual([]);
    expect((await chartOf(site.ed, second.id)).filter(({ kind }) => kind === 'lab')).toHaveLength(1);
    expect((await site.consult(first.id)).studies).toHaveLength(1);
    expect((await site.consult(second.id)).studies).toHaveLength(1);
    expect((await site.consult(second.id)).needsReview).toBe(1);
    const [review] = await site.reviews(first.id);
    expect(review).toMatchObject({ kind: 'number', proposed: { name: 'INVENTED^NELL' } });
    expect(await site.events(first.id)).toContain('number-review');
    expect((await site.decide(review!, 'accept')).status).toBe(409);
    // In the room: both ends compare, the site's own people decide, and only about what they saw.
    const [own, hub, arranging] = await Promise.all(
      [site.ed, site.neuro, await signIn(site.server, 'coordinator')].map((who) =>
        who.json<ConsultIdentity>(`/api/consults/${first.id}/identity`),
      ),
    );
    expect(own).toMatchObject({
      may: { compare: true, decide: true },
      reviews: [{ id: review!.id, now: { issuer: 'NORTH' }, proposed: { issuer: 'SOUTH' } }],
    });
    expect(hub).toMatchObject({ may: { compare: true, decide: false }, reviews: [{ id: review!.id }] });
    expect(arranging).toMatchObject({ may: { compare: false, decide: false }, reviews: [] });
    expect((await site.lakeside.fetch(`/api/consults/${first.id}/identity`)).status).toBe(404);
    const { now, proposed } = own!.reviews[0]!;
    const inRoom = (who: Session, room: string, shown: object) =>
      who.fetch(`/api/consults/${room}/identity/${review!.id}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ decision: 'refuse', reason: 'invented: two wristbands', shown }),
      });
    expect((await inRoom(site.neuro, first.id, { now, proposed })).status).toBe(403);
    expect((await inRoom(site.lakeside, first.id, { now, proposed })).status).toBe(404);
    expect((await inRoom(site.ed, second.id, { now, proposed })).status).toBe(404);
    expect((await inRoom(site.ed, first.id, { now, proposed: { ...proposed, birthDate: '19850506' } })).status).toBe(409);
    expect((await site.consult(first.id)).needsReview).toBe(1);
    expect((await inRoom(site.ed, first.id, { now, proposed })).status).toBe(204);
    expect(await site.events(first.id)).toContain('number-refuse');
    expect(await site.consult(first.id)).toMatchObject({ needsReview: 0, patient: { name: 'INVENTED^NORA' } });
  });

  it('[CH76] two hospitals: the same number is two consults, and neither sees the other', { timeout: 60_000 }, async () => {
    await storescu(site.server, await makeCt({ slices: 1, mrn: 'N2', name: 'INVENTED^RITA', birthDate: '19410101', size: 64 }));
    await storescu(site.server, await makeCt({ slices: 1, mrn: 'N2', name: 'INVENTED^LISA', birthDate: '19420202', size: 64 }), {
      aet: 'LAKESIDE_CT',
    });
    const both = await until(async () => {
      const found = (await site.neuro.consults()).filter(({ patient }) => patient.mrn === 'N2');
      return found.length === 2 ? found : null;
    });
    expect(new Set(both.map(({ site }) => site.id)).size).toBe(2);
    expect(both.map(({ studies }) => studies.length)).toEqual([1, 1]);
    expect((await site.ed.consults()).filter(({ patient }) => patient.mrn === 'N2')).toHaveLength(1);
    expect((await site.lakeside.consults()).filter(({ patient }) => patient.mrn === 'N2')).toHaveLength(1);
  });
});

describe('a patient who becomes another in an open consult', () => {
  it('[CH77] everyone confirms having seen it, and the timeline says who', async () => {
    await site.admit({ mrn: 'C1', birth: '19400101', sex: 'F', name: 'INVENTED^CARA' });
    const { id } = await site.ed.json<ConsultSummary>('/api/consults', {
      method: 'POST',
      body: JSON.stringify({ mrn: 'C1', name: 'INVENTED^CARA', birthDate: '19400101', sex: 'F' }),
    });
    expect((await site.consult(id)).identityChange).toBeNull();
    await site.admit({ mrn: 'C1', birth: '19410101', sex: 'F', name: 'INVENTED^CARA' });
    const [review] = await site.reviews(id);
    expect((await site.decide(review!, 'accept')).status).toBe(204);
    const changed = (await site.consult(id, site.neuro)).identityChange!;
    expect(changed).toMatchObject({ before: { birthDate: '19400101' }, after: { birthDate: '19410101' } });
    expect(changed.seenBy).toHaveLength(1);
    const see = (who: Session, change: number) =>
      who.fetch(`/api/consults/${id}/identity-seen`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ change }),
      });
    expect((await see(site.neuro, changed.id)).status).toBe(204);
    expect((await see(site.neuro, changed.id)).status).toBe(204);
    expect((await see(site.neuro, changed.id + 1000)).status).toBe(404);
    expect((await see(site.lakeside, changed.id)).status).toBe(404);
    expect((await site.consult(id)).identityChange!.seenBy).toHaveLength(2);
    const { events: all } = await site.ed.json<{ events: ConsultEvent[] }>(`/api/consults/${id}/events`);
    expect(all.filter(({ kind }) => kind === 'identity-seen').map(({ person }) => person)).toEqual(['Dr Rosa Reed', 'Dr Ada Novak']);
    expect(site.server.log()).not.toMatch(/CARA|19410101/);
    expect(site.details().some((detail) => /INVENTED|19[0-9]{6}/.test(detail))).toBe(false);
  });
});
