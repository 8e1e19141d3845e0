import { expect, test } from 'vitest';
import { count, sampleOf } from './measure.ts';

const report = (bytes: number, packets: number, lost: number) => [
  { id: 'a', type: 'inbound-rtp', kind: 'audio', bytesReceived: bytes, packetsReceived: packets, packetsLost: lost },
  { id: 'v', type: 'inbound-rtp', kind: 'video', bytesReceived: 2 * bytes, packetsReceived: packets, packetsLost: -1 },
  { id: 'p', type: 'inbound-rtp', kind: 'video', mid: 'probator', bytesReceived: 9 * bytes, packetsReceived: 0, packetsLost: 100 * lost },
  { id: 'old', type: 'candidate-pair', nominated: false, state: 'succeeded', currentRoundTripTime: 9, localCandidateId: 'x' },
  { id: 'pair', type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 0.05, localCandidateId: 'l' },
  { id: 'l', type: 'local-candidate', protocol: 'tcp' },
];

const seen = { stream: 16_000, estimate: 9_000, hungry: true, slice: false };

test('[MD50] the link is what arrived between two looks: pixels, sound and pictures, loss, round trip', () => {
  const now = count(report(2_000, 55, 10), 1_250);
  expect(now).toMatchObject({ bytes: 6_000, rttMs: 50, protocol: 'tcp', audioPackets: 55 });
  expect(sampleOf(count(report(1_000, 10, 0), 1_000), now, seen)).toEqual({ ...seen, at: 1_250, media: 96_000, rttMs: 50, loss: 0.1 });
});

test('[MD50] one or two lost packets are no congestion', () => {
  const before = count(report(1_000, 10, 0), 1_000);
  expect(sampleOf(before, count(report(1_000, 10, 2), 1_250), seen).loss).toBe(0);
  expect(sampleOf(before, count(report(1_000, 10, 3), 1_250), seen).loss).toBe(1);
});

test('[MD50] counters that begin anew after joining again are no negative rate', () => {
  const before = count(report(9_000, 900, 3), 1_000);
  expect(sampleOf(before, count([], 1_250), seen)).toMatchObject({ media: 0, loss: 0, rttMs: null });
});
