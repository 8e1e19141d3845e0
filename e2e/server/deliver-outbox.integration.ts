import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutboxView } from '#shared/protocol/deliver.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { type DeliverySite, SECRETS, startDeliverySite } from '../support/deliver/delivery-site.ts';
import type { Reaction } from '../support/deliver/mllp-receiver.ts';
import { ask, enqueue, recordFor, statesAt } from '../support/deliver/site.ts';

/** The outbox while receivers are away, refuse, or the server is killed: real server, real CT, real receivers. */

let site: DeliverySite;
beforeAll(async () => {
  site = await startDeliverySite();
});
afterAll(() => site?.dispose());

describe('an outbox', () => {
  it('[DV4] [DV7] keeps its order while the receiver is away, and the other hospital does not wait', async () => {
    await site.ehr.stop();
    const from = site.ehr.messages.length;
    const first = await site.signed('DV-2');
    const second = await site.signed('DV-3');
    await enqueue(site.outbox, { ...first, version: 2 });
    await site.settled(second.consultId, 'Metro EHR');
    const waiting = await until(async () => {
      const one = (await site.deliveries(first.consultId)).find(({ destination }) => destination.name === 'Riverside EHR')!;
      return one.tries > 1 && one;
    });
    expect([waiting.state, waiting.error]).toEqual(['waiting', 'NO_CONNECTION']);
    await site.ehr.start();
    await site.settled(first.consultId);
    await site.settled(second.consultId);
    const ids = [...(await site.deliveries(first.consultId)), ...(await site.deliveries(second.consultId))]
      .filter(({ destination }) => destination.name === 'Riverside EHR')
      .sort((a, b) => a.id - b.id)
      .map(({ identifier }) => identifier);
    expect(ids).toHaveLength(6);
    expect(site.ehr.controlIds.slice(from)).toEqual(ids);
  });

  it('[DV5] [DV3] sends the same bytes again when the connection drops before the acknowledgement, 20 times', async () => {
    const from = site.ehr.messages.length;
    let drops = 20;
    site.ehr.onMessage = () => (drops-- > 0 ? 'drop' : 'AA');
    const record = await site.signed('DV-4');
    await site.settled(record.consultId);
    site.ehr.onMessage = () => 'AA';
    const [oru, mdm] = (await site.deliveries(record.consultId)).filter(({ destination }) => destination.name === 'Riverside EHR');
    expect(site.ehr.controlIds.slice(from)).toEqual([...Array.from({ length: 21 }, () => oru!.identifier), mdm!.identifier]);
    expect(new Set(site.ehr.messages.slice(from))).toHaveProperty('size', 2);
    expect(oru!.tries).toBe(21);
  });

  it('[DV5] takes no acknowledgement of another message for its own', async () => {
    let once = true;
    site.ehr.onMessage = (): Reaction => {
      const reaction = once ? 'wrong-id' : 'CA';
      once = false;
      return reaction;
    };
    const record = await site.signed('DV-5');
    const [oru] = await site.settled(record.consultId, 'Riverside EHR');
    expect(oru!.tries).toBe(2);
    site.ehr.onMessage = () => 'AA';
  });

  it('[DV6] survives kill -9 before it sends and before it marks: each arrives, in order, as the same document', async () => {
    const from = site.ehr.messages.length;
    await site.ehr.stop();
    const first = await site.signed('DV-6');
    await until(async () => (await site.deliveries(first.consultId)).some(({ error }) => error === 'NO_CONNECTION'));
    await site.server.kill();
    await site.ehr.start();
    // It has the message; the server is gone before it can be told.
    let kills = 2;
    site.ehr.onMessage = async (): Promise<Reaction> => {
      if (kills === 0) return 'AA';
      kills -= 1;
      await site.server.kill();
      return 'AA';
    };
    for (let starts = 0; starts < 3; starts++) {
      await site.server.restart();
      if (starts < 2) await until(() => site.ehr.messages.length > from + starts && site.server.ended());
    }
    site.ed = await signIn(site.server, 'ed');
    site.neuro = await signIn(site.server, 'neuro');
    await site.settled(first.consultId);
    const [oru, mdm] = (await site.deliveries(first.consultId)).filter(({ destination }) => destination.name === 'Riverside EHR');
    expect(site.ehr.controlIds.slice(from)).toEqual([oru!.identifier, oru!.identifier, oru!.identifier, mdm!.identifier]);
    expect(new Set(site.ehr.messages.slice(from))).toHaveProperty('size', 2);
    site.ehr.onMessage = () => 'AA';
  });

  it('[DV4] [DV6] killed four times at any moment, sends every document of six versions, in order, twice at most by a kill', {
    timeout: 240_000,
  }, async () => {
    const from = site.ehr.messages.length;
    const [reports, keys] = [site.pacs.files('SR').length, site.pacs.files('KO').length];
    const record = await site.signed('DV-14');
    for (let version = 2; version <= 6; version++) await enqueue(site.outbox, { ...record, version });
    for (let kills = 0; kills < 4; kills++) {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
      await site.server.kill();
      await site.server.restart();
    }
    const all = await site.settled(record.consultId);
    const at = (name: string) => all.filter(({ destination }) => destination.name === name).sort((a, b) => a.id - b.id);
    expect(at('Riverside EHR')).toHaveLength(12);
    const came = site.ehr.controlIds.slice(from);
    expect(came.filter((id, i) => id !== came[i - 1])).toEqual(at('Riverside EHR').map(({ identifier }) => identifier));
    expect(came.length).toBeLessThanOrEqual(12 + 4);
    expect([site.pacs.files('SR').length - reports, site.pacs.files('KO').length - keys]).toEqual([6, 6]);
    const own = ask<{ sop_uid: string }>(site.server, "SELECT sop_uid FROM instance WHERE door = 'own'").map(({ sop_uid }) => sop_uid);
    for (const { identifier } of at('Own archive')) expect(own).toContain(identifier);
    expect(ask(site.server, 'SELECT id FROM quarantine')).toEqual([]);
  });

  it('[DV7] [DV8] [DV9] shows what was rejected, lets others pass, and keeps an addendum behind its note until a person decides', async () => {
    site.ehr.onMessage = (text) => (text.includes('|DV-7^') && text.includes('|ORU^') ? 'AR' : 'AA');
    const record = await site.signed('DV-7');
    const other = await site.signed('DV-8');
    await enqueue(site.outbox, { ...record, version: 2 });
    await site.settled(other.consultId);
    const at = async () => statesAt({ deliveries: await site.deliveries(record.consultId) } as OutboxView, 'Riverside EHR');
    expect(await at()).toEqual(['oru 1 failed', 'mdm 1 sent', 'oru 2 waiting', 'mdm 2 waiting']);

    const view = await site.ed.json<OutboxView>('/api/admin/outbox');
    expect(view.failed).toBe(1);
    const failed = view.deliveries.find(({ state }) => state === 'failed')!;
    expect([failed.error, failed.tries]).toEqual(['HL7_REJECTED', 1]);
    expect(failed.errorText).toContain('rejects');
    expect(await (await fetch(`${site.server.url}/metrics`)).text()).toContain('hyperacute_deliveries_failed 1');
    expect((await fetch(`${site.server.url}/readyz`)).status).toBe(200);
    expect((await site.neuro.json<OutboxView>('/api/admin/outbox')).deliveries.some(({ id }) => id === failed.id)).toBe(false);

    const decide = (session: Session, body: object) =>
      session.fetch(`/api/admin/outbox/${failed.id}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await decide(site.neuro, { decision: 'send-again' })).status).toBe(404);
    expect((await decide(site.ed, { decision: 'send-again' })).status).toBe(204);
    await until(async () => (await at())[0] === 'oru 1 failed' && (await site.deliveries(record.consultId))[0]);
    expect((await decide(site.ed, { decision: 'give-up' })).status).toBe(400);
    site.ehr.onMessage = () => 'AA';
    expect((await decide(site.ed, { decision: 'give-up', reason: 'Entered by hand' })).status).toBe(204);
    expect((await decide(site.ed, { decision: 'send-again' })).status).toBe(409);
    await until(async () => (await at()).join() === 'oru 1 cancelled,mdm 1 sent,oru 2 sent,mdm 2 sent');
    const events = ask<{ detail: string }>(site.server, "SELECT detail FROM consult_event WHERE kind = 'delivery-given-up'");
    expect(events).toEqual([{ detail: 'oru version 1 to Riverside EHR: Entered by hand' }]);
  });

  it('[DV7] tries what the receiver could not process six times before a person must look', async () => {
    const from = site.ehr.messages.length;
    site.ehr.onMessage = (text) => (text.includes('|ORU^') ? 'AE' : 'AA');
    const record = await site.signed('DV-9');
    const failed = await until(async () => (await site.deliveries(record.consultId)).find(({ state }) => state === 'failed'));
    expect([failed.error, failed.tries]).toEqual(['HL7_ERROR', 6]);
    expect(site.ehr.controlIds.slice(from).filter((id) => id === failed.identifier)).toHaveLength(6);
    site.ehr.onMessage = () => 'AA';
  });

  it('[DV4] [DV5] waits for a PACS that is away, and sends it each object once', async () => {
    await site.pacs.stop();
    const before = site.pacs.files('SR').length;
    const record = await site.signed('DV-10');
    await until(async () =>
      (await site.deliveries(record.consultId)).some(({ destination, error }) => destination.kind === 'dimse' && error === 'NO_CONNECTION'),
    );
    site.pacs.start();
    await site.settled(record.consultId);
    expect(site.pacs.files('SR')).toHaveLength(before + 1);
  });

  it('[DV10] fails a document that cannot be made, and no other', async () => {
    const consultId = await site.consultOf('DV-11');
    const record = recordFor(site.server, consultId, 'DV-11');
    record.keyImages[0]!.image.sopInstanceUid = '2.25.404';
    await enqueue(site.outbox, record);
    await until(async () => (await site.deliveries(consultId)).every(({ state }) => state !== 'waiting'));
    const all = await site.deliveries(consultId);
    expect(new Set(all.filter(({ kind }) => kind === 'kos').map(({ state, error }) => `${state} ${error}`))).toEqual(
      new Set(['failed IMAGE_MISSING']),
    );
    expect(new Set(all.filter(({ kind }) => kind !== 'kos').map(({ state }) => state))).toEqual(new Set(['sent']));
  });

  it('[DV11] writes nothing of a patient into its log', () => {
    expect(site.server.log()).toContain('HL7_REJECTED');
    for (const secret of SECRETS) expect(site.server.log()).not.toContain(secret);
  });
});
