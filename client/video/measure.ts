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

/** The link between two counts, which lie apart; a counter that went back (joined anew) counts from nothing. */
export function sampleOf(
  before: Counted,
  now: Counted,
  seen: Pick<DownlinkSample, 'stream' | 'estimate' | 'hungry' | 'slice'>,
): DownlinkSample {
  const grown = (a: number, b: number) => Math.max(0, b - a);
  const packets = grown(before.packets, now.packets);
  const lost = grown(before.lost, now.lost);
  return {
    ...seen,
    at: now.at,
    media: (grown(before.bytes, now.bytes) * 8_000) / (now.at - before.at),
    rttMs: now.rttMs,
    loss: lost < LEAST_LOST ? 0 : lost / (packets + lost),
  };
}
