import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import dimse from 'dcmjs-dimse';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeKos } from '../make/dicom/kos.ts';
import { makeSr } from '../make/dicom/sr.ts';
import { invented } from '../testing/record.ts';
import { inventedStudy } from '../testing/study.ts';
import { dimseSender } from './dimse.ts';
import { dataSetOf } from './part10.ts';
import type { Sender } from './sender.ts';

/** Another maker's receiver, whose answer is set. */
let status = 0;
let takes: 'both' | 'sr' | 'nobody' = 'both';
const received: string[] = [];
let associations = 0;

class Receiver extends dimse.Scp {
  override associationRequested(association: InstanceType<typeof dimse.association.Association>): void {
    associations += 1;
    if (takes === 'nobody') {
      this.sendAssociationReject(
        dimse.constants.RejectResult.Permanent,
        dimse.constants.RejectSource.ServiceUser,
        dimse.constants.RejectReason.CallingAeNotRecognized,
      );
      return;
    }
    for (const { id, context } of association.getPresentationContexts()) {
      const wanted = takes === 'both' || context.getAbstractSyntaxUid() === '1.2.840.10008.5.1.4.1.1.88.34';
      const result = wanted
        ? dimse.constants.PresentationContextResult.Accept
        : dimse.constants.PresentationContextResult.RejectAbstractSyntaxNotSupported;
      context.setResult(result, '1.2.840.10008.1.2.1');
      expect(id).toBeGreaterThan(0);
    }
    this.sendAssociationAccept();
  }
  override cStoreRequest(
    request: InstanceType<typeof dimse.requests.CStoreRequest>,
    callback: (response: InstanceType<typeof dimse.responses.CStoreResponse>) => void,
  ): void {
    received.push(String(request.getDataset()?.getElement('SOPInstanceUID')));
    const response = dimse.responses.CStoreResponse.fromRequest(request);
    response.setStatus(status);
    callback(response);
  }
  override associationReleaseRequested(): void {
    this.sendAssociationReleaseResponse();
  }
}

const server = new dimse.Server(Receiver);
let sender: Sender;
const [sr, kos] = [makeSr(invented(), inventedStudy()), makeKos(invented(), inventedStudy())];
const settings = { host: '127.0.0.1', port: 0, tls: false, calledAe: 'OTHER', callingAe: 'HYPERACUTE' };
const never = new AbortController().signal;

beforeAll(async () => {
  dimse.log.setLevel('silent');
  // One that is free: this receiver does not say which it got.
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  settings.port = (free.address() as AddressInfo).port;
  free.close();
  await once(free, 'close');
  server.listen(settings.port);
});
afterAll(() => server.close());

/** 'sent', or the fault. */
const outcome = (bytes: Buffer): Promise<string> =>
  sender.send({ bytes, identifier: sopUid(bytes), consultId: 'c' }, never).then(
    () => 'sent',
    (fault: { code: string }) => fault.code,
  );
const sopUid = (bytes: Buffer): string => {
  const at = dataSetOf(bytes).indexOf(Buffer.from([0x08, 0x00, 0x18, 0x00, 0x55, 0x49]));
  const data = dataSetOf(bytes);
  return data
    .subarray(at + 8, at + 8 + data.readUInt16LE(at + 6))
    .toString('latin1')
    .replace(/\0$/, '');
};

it('[DV5] [DV7] takes success, warnings and "duplicate" for storage; the rest is the object’s fault or the receiver’s', async () => {
  sender = dimseSender(settings, undefined);
  const answers: [number, string][] = [
    [0x0000, 'sent'],
    [0xb000, 'sent'],
    [0xb007, 'sent'],
    [0x0107, 'sent'],
    [0x0111, 'sent'],
    [0xa700, 'RECEIVER_BUSY'],
    [0x0110, 'RECEIVER_ERROR'],
    [0x0122, 'CLASS_REFUSED'],
    [0x0124, 'NOT_ALLOWED'],
    [0xa900, 'STORE_REFUSED'],
    [0xc123, 'STORE_REFUSED'],
  ];
  for (const [given, wanted] of answers) {
    status = given;
    expect(`${given.toString(16)} ${await outcome(sr)}`).toBe(`${given.toString(16)} ${wanted}`);
  }
  status = 0;
  expect(await outcome(kos)).toBe('sent');
  expect(new Set(received)).toEqual(new Set([sopUid(sr), sopUid(kos)]));
  // One association for all of it, but for the one that was not allowed.
  expect(associations).toBe(2);
  sender.close();
});

it('[DV7] a class that is not taken fails by itself, the other still goes; a title that is not known waits', async () => {
  takes = 'sr';
  sender = dimseSender(settings, undefined);
  expect([await outcome(kos), await outcome(sr)]).toEqual(['CLASS_REFUSED', 'sent']);
  sender.close();
  takes = 'nobody';
  sender = dimseSender(settings, undefined);
  expect(await outcome(sr)).toBe('NOT_ALLOWED');
  sender.close();
  sender = dimseSender({ ...settings, port: 9 }, undefined);
  expect(await outcome(sr)).toBe('NO_CONNECTION');
});
