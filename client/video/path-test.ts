import { Device, type types } from 'mediasoup-client';
import { CHECK_ROOM } from '#shared/protocol/media.ts';
import { type EventSocket, Signalling } from './signalling.ts';

/** Longer than this no path takes; the browser itself gives up after half a minute, ms. */
const CONNECT_WITHIN_MS = 8_000;

export interface PathResult {
  works: boolean;
  rttMs: number | null;
}

/** Sends silence to the SFU in a room of one's own, over UDP alone and over TCP alone. Throws MediaRefused when there is no SFU. */
export async function testPaths(socket: EventSocket): Promise<Record<'udp' | 'tcp', PathResult>> {
  const signalling = new Signalling(socket, CHECK_ROOM);
  try {
    const { routerRtpCapabilities, iceServers } = await signalling.ask('media:join', { rtpCapabilities: null });
    const device = await Device.factory();
    await device.load({ routerRtpCapabilities: routerRtpCapabilities as types.RtpCapabilities });
    const udp = await testPath(signalling, device, 'udp', iceServers);
    const tcp = await testPath(signalling, device, 'tcp', iceServers);
    return { udp, tcp };
  } finally {
    await signalling.ask('media:leave', {}).catch(() => undefined);
    signalling.close();
  }
}

async function testPath(signalling: Signalling, device: Device, protocol: 'udp' | 'tcp', iceServers: RTCIceServer[]): Promise<PathResult> {
  const made = (await signalling.ask('media:transport', {
    direction: 'send',
    forceTcp: protocol === 'tcp',
  })) as unknown as types.TransportOptions;
  const iceCandidates = made.iceCandidates.filter((candidate) => candidate.protocol === protocol);
  const transport = device.createSendTransport({ ...made, iceCandidates, iceServers });
  transport.on('connect', ({ dtlsParameters }, done, failed) => {
    const parameters = dtlsParameters as unknown as Record<string, unknown>;
    signalling.ask('media:connect', { transportId: transport.id, dtlsParameters: parameters }).then(() => done(), failed);
  });
  transport.on('produce', ({ kind, rtpParameters }, done, failed) => {
    const body = { transportId: transport.id, kind, source: 'microphone' as const, paused: false, control: null };
    signalling
      .ask('media:produce', { ...body, rtpParameters: rtpParameters as unknown as Record<string, unknown> })
      .then(({ producerId }) => done({ id: producerId }), failed);
  });
  const silence = new AudioContext();
  try {
    const connected = new Promise<boolean>((resolve) => {
      setTimeout(() => resolve(false), CONNECT_WITHIN_MS);
      transport.on('connectionstatechange', (state) => {
        if (state === 'connected') resolve(true);
        if (state === 'failed') resolve(false);
      });
    });
    const track = silence.createMediaStreamDestination().stream.getAudioTracks()[0]!;
    const producing = transport.produce({ track }).catch(() => undefined);
    const works = await connected;
    if (!works) return { works, rttMs: null };
    await producing;
    return { works, rttMs: await roundTripOf(transport) };
  } finally {
    transport.close();
    await silence.close();
  }
}

async function roundTripOf(transport: types.Transport): Promise<number | null> {
  for (const one of (await transport.getStats()).values() as Iterable<{ type: string; nominated?: boolean; currentRoundTripTime?: number }>)
    if (one.type === 'candidate-pair' && one.nominated === true && one.currentRoundTripTime !== undefined)
      return one.currentRoundTripTime * 1000;
  return null;
}
