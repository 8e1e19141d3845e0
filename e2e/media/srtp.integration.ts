import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { createWorker } from 'mediasoup';
import type { Router, RtpParameters, SrtpCryptoSuite, Worker } from 'mediasoup/types';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LocalSfu } from '../../sfu/local.ts';
import { until } from '../support/api.ts';
import { root } from '../support/server.ts';
import { opus, vp8 } from './support/rtp.ts';

const binary = execFileSync(process.execPath, ['sfu/worker/setup.mjs', '--check'], { cwd: root, encoding: 'utf8' }).trim();
let worker: Worker;
let router: Router;

beforeAll(async () => {
  worker = await createWorker({ logLevel: 'none', workerBin: binary });
  router = await worker.createRouter({ mediaCodecs: [{ kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 }] });
});
afterAll(() => worker.close());

const PACKETS = 300;
/** So many packets at once, then a rest, ms: loopback takes them all, and none is lost in a full buffer. */
const BURST = 10;
const BURST_MS = 3;
/** The sequence number wraps on the way (RFC 3711 §3.3.1). */
const FIRST_SEQUENCE = 65_400;
const SSRC = 42;
const payload = Buffer.from(Array.from({ length: 100 }, (_, index) => (index * 7) % 251));

function packet(index: number): Buffer {
  const header = Buffer.alloc(12);
  header[0] = 0x80;
  header[1] = 111;
  header.writeUInt16BE((FIRST_SEQUENCE + index) & 0xffff, 2);
  header.writeUInt32BE(index * 960, 4);
  header.writeUInt32BE(SSRC, 8);
  return Buffer.concat([header, payload]);
}

const sent: RtpParameters = {
  codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
  encodings: [{ ssrc: SSRC }],
};

test.each<SrtpCryptoSuite>(['AEAD_AES_256_GCM', 'AEAD_AES_128_GCM', 'AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'])(
  '[MD17] %s carries every packet intact between transports of the worker, over a wrap of the sequence number',
  async (srtpCryptoSuite) => {
    const options = {
      listenInfo: { protocol: 'udp' as const, ip: '127.0.0.1' },
      rtcpMux: true,
      comedia: false,
      enableSrtp: true,
      srtpCryptoSuite,
    };
    const [a, b] = [await router.createPlainTransport(options), await router.createPlainTransport(options)];
    await a.connect({ ip: '127.0.0.1', port: b.tuple.localPort, srtpParameters: b.srtpParameters! });
    await b.connect({ ip: '127.0.0.1', port: a.tuple.localPort, srtpParameters: a.srtpParameters! });
    const direct = await router.createDirectTransport();
    const producer = await direct.produce({ kind: 'audio', rtpParameters: sent });
    const outgoing = await a.consume({ producerId: producer.id, rtpCapabilities: router.rtpCapabilities });
    const incoming = await b.produce({ kind: 'audio', rtpParameters: outgoing.rtpParameters });
    const received = await direct.consume({ producerId: incoming.id, rtpCapabilities: router.rtpCapabilities });
    let intact = 0;
    received.on('rtp', (bytes) => {
      if (bytes.subarray(-payload.length).equals(payload)) intact++;
    });
    for (let index = 0; index < PACKETS; index++) {
      producer.send(packet(index));
      if (index % BURST === 0) await pause(BURST_MS);
    }
    await until(() => intact === PACKETS, 20);
    for (const transport of [a, b, direct]) transport.close();
  },
);

test('[MD6] two hundred peers that come and go leave nothing behind in the worker', async () => {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const sfu = new LocalSfu({ listening: { host: '127.0.0.1', port: 0, announcedAddress: undefined }, workers: 1, turn: undefined, log });
  await sfu.start(binary);
  try {
    for (let round = 0; round < 10; round++) {
      const roomId = `room ${round}`;
      const peers = await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const own = { roomId, peerId: `peer ${index}` };
          const { routerRtpCapabilities } = await sfu.call('join', own);
          const send = await sfu.call('transport', { ...own, direction: 'send', forceTcp: false });
          await sfu.call('transport', { ...own, direction: 'receive', forceTcp: false });
          const { producerId } = await sfu.call('produce', {
            ...own,
            transportId: send.id,
            kind: index % 2 ? 'audio' : 'video',
            source: index % 2 ? 'microphone' : 'camera',
            rtpParameters: index % 2 ? opus() : vp8(),
            paused: false,
          });
          return { own, producerId, rtpCapabilities: routerRtpCapabilities as Record<string, unknown> };
        }),
      );
      await Promise.all(
        peers.flatMap(({ own, rtpCapabilities }) =>
          peers.slice(0, 4).map(({ producerId }) => sfu.call('consume', { ...own, producerId, rtpCapabilities })),
        ),
      );
      expect(sfu.load).toEqual({ workers: 1, rooms: 1, peers: 20, transports: 40, producers: 20, consumers: 80 });
      await Promise.all(peers.map(({ own }) => sfu.call('leave', own)));
      expect(sfu.load).toEqual({ workers: 1, rooms: 0, peers: 0, transports: 0, producers: 0, consumers: 0 });
    }
  } finally {
    await sfu.close();
  }
});
