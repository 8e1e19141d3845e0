import { execFileSync } from 'node:child_process';
import { createWorker } from 'mediasoup';
import type { RtpCapabilities, RtpParameters, WebRtcTransport } from 'mediasoup/types';
import { ROUTER_CODECS } from '../../../sfu/codecs.ts';
import { caller } from '../../media/support/caller.ts';
import { type PersonKey, signIn } from '../../support/api.ts';
import { root } from '../../support/server.ts';
import { mediaWorkers } from '../../video/support/workers.ts';
import { startOurs } from '../servers/ours.ts';
import type { RtpPeers, TransportOffer } from './rtp-peers.ts';

/** People of a room; each sends speech and a picture and receives everybody else's. */
const PEOPLE = ['ed', 'nurse', 'neuro', 'ir'] as const satisfies readonly PersonKey[];
export const PEOPLE_PER_ROOM = PEOPLE.length;
export const CONSUMERS_PER_ROOM = PEOPLE.length * (PEOPLE.length - 1) * 2;

/** One media worker, alone on its core, behind our server or behind nothing. */
export interface SfuUnderLoad {
  workerPid: number;
  /** Null where there is no server. */
  serverPid: number | null;
  /** One room more, with its people. */
  room(peers: RtpPeers): Promise<void>;
  close(): Promise<void>;
}

/** Before everything else that runs on the machine: the core shall be measured, not its neighbours. It sleeps most of the time. */
export function alone(pid: number, core: number): void {
  execFileSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' });
  execFileSync('chrt', ['--all-tasks', '--fifo', '--pid', '1', String(pid)], { stdio: 'ignore' });
}

/** One joined person: asks the SFU for transports, producers, consumers. */
interface Seat {
  transport(direction: 'send' | 'receive', fingerprint: string): Promise<TransportOffer>;
  produce(kind: 'audio' | 'video', rtpParameters: RtpParameters): Promise<string>;
  consume(producerId: string): Promise<void>;
}

/** The same people, streams and order of requests for both. */
async function fill(seats: readonly Seat[], peers: RtpPeers): Promise<void> {
  const producers: string[][] = [];
  for (const seat of seats) {
    const offer = await seat.transport('send', peers.fingerprint);
    const id = await peers.add(offer);
    await peers.add(await seat.transport('receive', peers.fingerprint));
    const made: string[] = [];
    for (const kind of ['audio', 'video'] as const) {
      const rtp = rtpOf(kind);
      made.push(await seat.produce(kind, rtp));
      peers.send(id, kind, rtp.encodings![0]!.ssrc!);
    }
    producers.push(made);
  }
  for (const [i, seat] of seats.entries())
    for (const producerId of producers.flatMap((made, j) => (i === j ? [] : made))) await seat.consume(producerId);
}

/** Our server as it ships, with one worker, over its own signalling. */
export async function ours(workerCore: number, serverCore: number): Promise<SfuUnderLoad> {
  // A server has a worker for each core that it may use.
  const server = await startOurs(['taskset', '-c', String(workerCore)]);
  const [workerPid, ...more] = mediaWorkers(server.pid);
  if (workerPid === undefined || more.length > 0) throw new Error(`one media worker was expected, there are ${more.length + 1}`);
  execFileSync('taskset', ['-acp', String(serverCore), String(server.pid)], { stdio: 'ignore' });
  alone(workerPid, workerCore);
  const url = `http://127.0.0.1:${server.port}`;
  const at = { url };
  const sessions = await Promise.all(PEOPLE.map((who) => signIn(at, who)));
  const open: { close(): void }[] = [];
  return {
    workerPid,
    serverPid: server.pid,
    room: async (peers) => {
      const { id } = await sessions[0]!.json<{ id: string }>('/api/consults', { method: 'POST', body: '{}' });
      const seats: Seat[] = [];
      for (const session of sessions) {
        const one = await caller(at, session, id, ['websocket']);
        open.push(one);
        const { routerRtpCapabilities } = await one.do('media:join', { rtpCapabilities: null });
        const rtpCapabilities = plain(routerRtpCapabilities as RtpCapabilities) as unknown as Record<string, unknown>;
        let sending = '';
        seats.push({
          transport: async (direction, fingerprint) => {
            const made = await one.do('media:transport', { direction, forceTcp: false });
            if (direction === 'send') sending = made.id;
            await one.do('media:connect', { transportId: made.id, dtlsParameters: dtlsOf(fingerprint) });
            return made as unknown as TransportOffer;
          },
          produce: async (kind, rtp) => {
            const source = kind === 'audio' ? 'microphone' : 'camera';
            const rtpParameters = rtp as unknown as Record<string, unknown>;
            const body = { transportId: sending, kind, source, rtpParameters, paused: false, control: null } as const;
            return (await one.do('media:produce', body)).producerId;
          },
          consume: async (producerId) => {
            const { consumerId } = await one.do('media:consume', { producerId, rtpCapabilities });
            await one.do('media:consumer', { consumerId, state: 'resumed' });
          },
        });
      }
      await fill(seats, peers);
    },
    close: async () => {
      for (const one of open) one.close();
      await server.dispose();
    },
  };
}

/** mediasoup's own worker, the same program, with nothing around it. */
export async function bare(workerCore: number): Promise<SfuUnderLoad> {
  const workerBin = execFileSync(process.execPath, ['sfu/worker/setup.mjs', '--check'], { cwd: root, encoding: 'utf8' }).trim();
  const worker = await createWorker({ logLevel: 'error', workerBin });
  alone(worker.pid, workerCore);
  const webRtcServer = await worker.createWebRtcServer({ listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }] });
  return {
    workerPid: worker.pid,
    serverPid: null,
    room: async (peers) => {
      const router = await worker.createRouter({ mediaCodecs: ROUTER_CODECS });
      const rtpCapabilities = plain(router.rtpCapabilities);
      const seats = PEOPLE.map((): Seat => {
        const transports = new Map<'send' | 'receive', WebRtcTransport>();
        return {
          transport: async (direction, fingerprint) => {
            const transport = await router.createWebRtcTransport({ webRtcServer });
            transports.set(direction, transport);
            await transport.connect({ dtlsParameters: dtlsOf(fingerprint) });
            return transport;
          },
          produce: async (kind, rtpParameters) => (await transports.get('send')!.produce({ kind, rtpParameters })).id,
          consume: async (producerId) => void (await transports.get('receive')!.consume({ producerId, rtpCapabilities })),
        };
      });
      await fill(seats, peers);
    },
    close: async () => worker.close(),
  };
}

const dtlsOf = (value: string) => ({ role: 'client' as const, fingerprints: [{ algorithm: 'sha-256' as const, value }] });

let ssrc = 1_000;
const rtpOf = (kind: 'audio' | 'video'): RtpParameters => ({
  mid: String(++ssrc),
  codecs:
    kind === 'audio'
      ? [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }]
      : [{ mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 }],
  headerExtensions: kind === 'audio' ? [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 10 }] : [],
  encodings: [{ ssrc: ++ssrc }],
  rtcp: { cname: 'bench' },
});

/** Receivers that say nothing back: every stream is forwarded whole, at both. */
const plain = ({ codecs = [] }: RtpCapabilities): RtpCapabilities => ({
  codecs: codecs.filter(({ mimeType }) => ['audio/opus', 'video/VP8'].includes(mimeType)).map((codec) => ({ ...codec, rtcpFeedback: [] })),
  headerExtensions: [],
});
