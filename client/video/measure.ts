import type { DownlinkSample } from '#shared/media/downlink.ts';

/** What the receiving transport has counted so far. */
export interface Counted {
  at: number;
  bytes: number;
  packets: number;
  lost: number;
  /** Packets of sound, all voices together. */
  audioPackets: number;
  rttMs: number | null;
  /** How the media comes: for the person who wants to know. */
  protocol: 'udp' | 'tcp' | null;
}

/** mediasoup's own packets that only try how wide the link is: their loss is no loss of anything. */
const PROBE = 'probator';
/** Fewer lost packets between two looks than this are an accident, not a queue that is full. */
const LEAST_LOST = 3;

interface Statistic {
  id: string;
  type: string;
  mid?: string;
  kind?: string;
  bytesReceived?: number;
  packetsReceived?: number;
  packetsLost?: number;
  nominated?: boolean;
  state?: string;
  currentRoundTripTime?: number;
  remoteCandidateId?: string;
  localCandidateId?: string;
  protocol?: string;
}

/** Sums a `getStats` report (webrtc-stats §8). */
export function count(report: Iterable<Statistic>, at: number): Counted {
  const all = [...report];
  const sum: Counted = { at, bytes: 0, packets: 0, lost: 0, audioPackets: 0, rttMs: null, protocol: null };
  for (const one of all) {
    if (one.type === 'inbound-rtp' && one.mid !== PROBE) {
      sum.bytes += one.bytesReceived ?? 0;
      sum.packets += one.packetsReceived ?? 0;
      sum.lost += Math.max(0, one.packetsLost ?? 0);
      if (one.kind === 'audio') sum.audioPackets += one.packetsReceived ?? 0;
    }
    if (one.type === 'candidate-pair' && one.nominated === true && one.state === 'succeeded') {
      if (one.currentRoundTripTime !== undefined) sum.rttMs = one.currentRoundTripTime * 1000;
      const protocol = all.find(({ id }) => id === one.localCandidateId)?.protocol;
      if (protocol === 'udp' || protocol === 'tcp') sum.protocol = protocol;
    }
  }
  return sum;
}

/** The link between two counts; a counter that went back (joined anew) counts from nothing. */
export function sampleOf(
  before: { media: Counted; streamBytes: number },
  now: { media: Counted; streamBytes: number },
  estimate: number | null,
  { hungry, slice }: Pick<DownlinkSample, 'hungry' | 'slice'>,
): DownlinkSample {
  const seconds = Math.max(0.001, (now.media.at - before.media.at) / 1000);
  const grown = (a: number, b: number) => Math.max(0, b - a);
  const packets = grown(before.media.packets, now.media.packets);
  const lost = grown(before.media.lost, now.media.lost);
  return {
    at: now.media.at,
    stream: (grown(before.streamBytes, now.streamBytes) * 8) / seconds,
    media: (grown(before.media.bytes, now.media.bytes) * 8) / seconds,
    estimate,
    rttMs: now.media.rttMs,
    hungry,
    slice,
    loss: lost < LEAST_LOST ? 0 : lost / (packets + lost),
  };
}
