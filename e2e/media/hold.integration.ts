import { createWorker } from 'mediasoup';
import type { Consumer, Router, Worker } from 'mediasoup/types';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROUTER_CODECS } from '../../sfu/codecs.ts';
import { Peer } from '../../sfu/peer.ts';
import { findWorkerBinary } from '../../sfu/worker-binary.ts';
import { opus, vp8 } from './support/rtp.ts';

let worker: Worker;
let router: Router;
const made: Consumer[] = [];
let sender: Peer;
let receiver: Peer;
beforeAll(async () => {
  worker = await createWorker({ workerBin: (await findWorkerBinary())! });
  router = await worker.createRouter({ mediaCodecs: ROUTER_CODECS });
  const server = await worker.createWebRtcServer({ listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }] });
  router.observer.on('newtransport', (transport) => transport.observer.on('newconsumer', (consumer) => made.push(consumer)));
  const tell = { producerClosed: () => undefined, consumerClosed: () => undefined, estimate: () => undefined };
  [sender, receiver] = [new Peer('sender', router, server, tell), new Peer('receiver', router, server, tell)];
});
afterAll(() => worker.close());

test('[MD94] pictures that are held stand still whatever is asked of them, sound goes on, and then those run that are wanted', async () => {
  const { id: out } = await sender.transport({ direction: 'send', forceTcp: false });
  await receiver.transport({ direction: 'receive', forceTcp: false });
  const sources = ['camera', 'handheld', 'microphone'] as const;
  for (const source of sources) {
    const sound = source === 'microphone';
    const rtpParameters = sound ? opus() : vp8();
    const producer = await sender.produce({ transportId: out, kind: sound ? 'audio' : 'video', source, rtpParameters, paused: false });
    const { consumerId } = await receiver.consume({ producer, source }, router.rtpCapabilities);
    await receiver.setConsumer({ consumerId, state: 'resumed' });
  }
  const runs = () => made.map(({ paused }) => !paused);
  const [camera, handheld] = made.map(({ id }) => id);
  expect(runs()).toEqual([true, true, true]);
  await receiver.hold(true);
  expect(runs()).toEqual([false, false, true]);
  await receiver.setConsumer({ consumerId: camera!, state: 'resumed', spatialLayer: 1 });
  await receiver.setConsumer({ consumerId: handheld!, state: 'paused' });
  expect(runs()).toEqual([false, false, true]);
  await receiver.hold(false);
  expect(runs()).toEqual([true, false, true]);
});
