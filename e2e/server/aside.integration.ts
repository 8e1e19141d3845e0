import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AsideEntry } from '#shared/protocol/admin.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { ask } from '../support/deliver/site.ts';
import { storescu } from '../support/dicom.ts';
import { message, order, pid } from '../support/hl7.ts';
import { makeCt } from '../support/make-ct.ts';
import { MllpClient } from '../support/mllp.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let ed: Session;
beforeAll(async () => {
  server = await startServer();
  ed = await signIn(server, 'ed');
});
afterAll(() => server.dispose());

const aside = async (session = ed): Promise<AsideEntry[]> => (await session.json<{ aside: AsideEntry[] }>('/api/admin/aside')).aside;
const decide = (id: number, decision: object, session = ed) =>
  session.fetch(`/api/admin/aside/${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(decision),
  });
const images = async (mrn: string): Promise<number> =>
  (await ed.consults())
    .filter(({ patient }) => patient.mrn === mrn)
    .flatMap(({ studies }) => studies)
    .reduce((sum, { instances }) => sum + instances, 0);
/** A head CT, and one more of the same number with another birth date. */
async function contradiction(mrn: string): Promise<AsideEntry> {
  await storescu(server, await makeCt({ slices: 2, mrn, name: 'INVENTED^ANNA', birthDate: '19500101' }));
  await storescu(server, await makeCt({ slices: 3, mrn, name: 'INVENTED^ANNA', birthDate: '19500110' }));
  return until(async () => (await aside()).find(({ patient }) => patient.mrn === mrn) ?? null);
}

describe('objects kept aside', () => {
  test('[CA6] are one decision a study: who they say, whom they contradict', async () => {
    const entry = await contradiction('ASIDE1');
    expect(entry).toMatchObject({
      count: 3,
      code: 'PATIENT_CONFLICT',
      sender: 'RIVERSIDE_CT',
      patient: { mrn: 'ASIDE1', birthDate: '19500110' },
      takeInAs: [{ mrn: 'ASIDE1', name: 'INVENTED^ANNA', birthDate: '19500101', sex: 'F' }],
    });
    expect((await ed.consults()).find(({ patient }) => patient.mrn === 'ASIDE1')?.needsReview).toBe(1);
    expect(await aside(await signIn(server, 'lakeside'))).toEqual([]);
  });

  test('[CA6] taken in by a named person they are that patient’s, in the consult, lossless, with the decision in its timeline', async () => {
    const [entry] = await aside();
    const as = entry!.takeInAs[0]!;
    expect((await decide(entry!.id, { decision: 'take-in', as, reason: ' ' })).status).toBe(400);
    // Somebody whom the page did not show.
    const changed = await decide(entry!.id, { decision: 'take-in', as: { ...as, birthDate: '19500120' }, reason: 'invented' });
    expect([changed.status, await changed.text()]).toEqual([409, expect.stringContaining('no longer the one that you saw')]);
    expect((await decide(entry!.id, { decision: 'take-in', as, reason: 'invented' }, await signIn(server, 'lakeside'))).status).toBe(404);
    expect((await decide(entry!.id, { decision: 'take-in', as, reason: 'invented' }, await signIn(server, 'coordinator'))).status).toBe(
      403,
    );
    expect(await images('ASIDE1')).toBe(2);

    expect((await decide(entry!.id, { decision: 'take-in', as, reason: 'Typing error on the scanner' })).status).toBe(204);
    expect(await aside()).toEqual([]);
    await until(async () => (await images('ASIDE1')) === 5);
    await until(() => ask<{ n: number }>(server, "SELECT count(*) AS n FROM frame WHERE state = 'ready'")[0]!.n === 5);
    expect(ask(server, "SELECT detail, person_id IS NOT NULL AS named FROM consult_event WHERE kind = 'images-taken-in'")).toEqual([
      { detail: '3 of 3: Typing error on the scanner', named: 1 },
    ]);
    expect(ask(server, 'SELECT DISTINCT resolution, resolved_by IS NOT NULL AS named FROM quarantine')).toEqual([
      { resolution: 'taken in: Typing error on the scanner', named: 1 },
    ]);
    // One patient, unchanged; the originals say what they said.
    expect(ask(server, "SELECT birth_date FROM patient WHERE mrn = 'ASIDE1'")).toEqual([{ birth_date: '19500101' }]);
    expect(await ed.json('/dicomweb/studies?PatientID=ASIDE1')).toHaveLength(2);
    expect((await decide(entry!.id, { decision: 'take-in', as, reason: 'again' })).status).toBe(404);
  });

  test('[CA6] images without a patient id are given to the patient of an open consult', async () => {
    await storescu(server, await makeCt({ slices: 2, mrn: '', name: 'UNKNOWN' }));
    const entry = await until(async () => (await aside()).find(({ code }) => code === 'PATIENT_UNIDENTIFIED') ?? null);
    expect(entry.takeInAs.map(({ mrn }) => mrn)).toEqual(['ASIDE1']);
    expect((await decide(entry.id, { decision: 'take-in', as: entry.takeInAs[0], reason: 'invented' })).status).toBe(204);
    await until(async () => (await images('ASIDE1')) === 7);
  });

  test('[CA6] another object under a known UID is taken in by nobody', async () => {
    const [first] = await makeCt({ slices: 1, mrn: 'ASIDE2', name: 'INVENTED^BEA' });
    await storescu(server, [first!]);
    await storescu(server, await makeCt({ slices: 1, mrn: 'ASIDE2', name: 'INVENTED^BEA', like: first!, seed: 9 }));
    const entry = await until(async () => (await aside()).find(({ code }) => code === 'INSTANCE_CONFLICT') ?? null);
    expect(entry.takeInAs).toEqual([]);
    expect(entry.known?.mrn).toBe('ASIDE2');
    expect((await decide(entry.id, { decision: 'take-in', as: entry.known, reason: 'invented' })).status).toBe(409);
    expect((await decide(entry.id, { decision: 'dismiss', reason: 'Sent twice' })).status).toBe(204);
    expect(await aside()).toEqual([]);
    expect(ask<{ detail: string }>(server, "SELECT detail FROM consult_event WHERE kind = 'images-left-out'")).toEqual([
      { detail: '1: Sent twice' },
    ]);
    expect(await images('ASIDE2')).toBe(1);
  });

  test('[CA6] images under the accession number of somebody else’s order are taken in as that patient’s', async () => {
    const hospital = await MllpClient.open(server.mllp);
    const ordered = message('ORM^O01', 'AS1', pid('ASIDE4', 'INVENTED^CARA', '19500101'), ...order('AS-ACC', 'CT HEAD'));
    expect((await hospital.ask(ordered))?.code).toBe('AA');
    hospital.close();
    await storescu(server, await makeCt({ slices: 2, mrn: 'ASIDE5', name: 'INVENTED^CARA', accession: 'AS-ACC' }));
    const entry = await until(async () => (await aside()).find(({ code }) => code === 'ORDER_PATIENT_MISMATCH') ?? null);
    expect(entry.takeInAs.map(({ mrn }) => mrn)).toEqual(['ASIDE4']);
    expect((await decide(entry.id, { decision: 'take-in', as: entry.takeInAs[0], reason: 'invented' })).status).toBe(204);
    await until(async () => (await images('ASIDE4')) === 2);
  });
});
