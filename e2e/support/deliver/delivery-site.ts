import { expect } from 'vitest';
import type { DeliveryView } from '#shared/protocol/deliver.ts';
import type { ConsultRecord } from '#shared/protocol/record.ts';
import type { Database } from '../../../server/store/database.ts';
import { admin } from '../admin.ts';
import { type Session, signIn, until } from '../api.ts';
import { storescu } from '../dicom.ts';
import { makeCt } from '../make-ct.ts';
import { startServer, type TestServer } from '../server.ts';
import { MllpReceiver } from './mllp-receiver.ts';
import { freePort, Pacs } from './pacs.ts';
import { enqueue, openOutbox, recordFor } from './site.ts';

/** What no log may hold of the patients and records here. */
export const SECRETS = ['PLANTEDNAME', 'Testér', 'DV-7', 'Sudden weakness', 'cast'];

/** A server whose signed records go to the EHR and the PACS of Riverside and to the EHR of Metro, all of them real. */
export interface DeliverySite {
  readonly server: TestServer;
  readonly outbox: Database;
  readonly pacs: Pacs;
  readonly ehr: MllpReceiver;
  readonly hubEhr: MllpReceiver;
  ed: Session;
  neuro: Session;
  /** A head CT of a new invented patient, and the consult that it opened. */
  consultOf(mrn: string): Promise<string>;
  signed(mrn: string, version?: number): Promise<ConsultRecord>;
  deliveries(consultId: string): Promise<DeliveryView[]>;
  /** All were sent; `name`: only those to this destination. */
  settled(consultId: string, name?: string): Promise<DeliveryView[]>;
  dispose(): Promise<void>;
}

export async function startDeliverySite(): Promise<DeliverySite> {
  const undo: (() => unknown)[] = [];
  const dispose = async () => {
    for (const one of undo.splice(0).reverse()) await one();
  };
  try {
    const server = await startServer({ HYPERACUTE_DELIVERY_RETRY: '0.1-0.4' });
    undo.push(() => server.dispose());
    const [ehr, hubEhr] = [new MllpReceiver(), new MllpReceiver()];
    for (const one of [hubEhr, ehr]) {
      await one.start();
      undo.push(() => one.stop());
    }
    const pacs = new Pacs(await freePort());
    undo.push(() => pacs.dispose());
    pacs.start();
    addDestination(
      server,
      'riverside',
      'Riverside EHR',
      'mllp',
      '127.0.0.1',
      String(ehr.port),
      '--gets=oru,mdm',
      '--receiving-application=EHR',
    );
    addDestination(server, 'riverside', 'Riverside PACS', 'dimse', '127.0.0.1', String(pacs.port), 'SPOKE_PACS');
    addDestination(server, 'metro', 'Metro EHR', 'mllp', '127.0.0.1', String(hubEhr.port), '--sending-facility=METRO');
    const [ed, neuro] = [await signIn(server, 'ed'), await signIn(server, 'neuro')];
    const outbox = await openOutbox(server);
    undo.push(() => outbox.destroy());
    const site: DeliverySite = {
      server,
      outbox,
      pacs,
      ehr,
      hubEhr,
      ed,
      neuro,
      consultOf: async (mrn) => {
        await storescu(server, await makeCt({ slices: 3, mrn, name: 'PLANTEDNAME^ANA', birthDate: '19500101', sex: 'F' }));
        return until(
          async () => (await site.ed.consults()).find((consult) => consult.patient.mrn === mrn && consult.studies[0]?.instances === 3)?.id,
        );
      },
      signed: async (mrn, version = 1) => {
        const consultId = await site.consultOf(mrn);
        const record = recordFor(server, consultId, mrn, version);
        await enqueue(outbox, record);
        return record;
      },
      deliveries: async (consultId) =>
        (await site.ed.json<{ deliveries: DeliveryView[] }>(`/api/consults/${consultId}/deliveries`)).deliveries,
      settled: (consultId, name) =>
        until(async () => {
          const all = (await site.deliveries(consultId)).filter((one) => name === undefined || one.destination.name === name);
          return all.length > 0 && all.every(({ state }) => state === 'sent') && all;
        }),
      dispose,
    };
    return site;
  } catch (error) {
    await dispose();
    throw error;
  }
}

function addDestination(server: TestServer, ...parameters: string[]): void {
  const { out, error, code } = admin(server, ['add-destination', ...parameters]);
  expect(error).toBe('');
  expect(code).toBe(0);
  expect(out).toMatch(/\([\w-]+\)/);
}
