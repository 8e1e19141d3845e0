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

test('[MD50] the link is what arrived between two looks: pixels, sound and pictures, loss, round trip', () => {
  const before = { media: count(report(1_000, 10, 0), 1_000), streamBytes: 500 };
  const now = { media: count(report(2_000, 55, 10), 1_250), streamBytes: 1_000 };
  expect(now.media).toMatchObject({ bytes: 6_000, rttMs: 50, protocol: 'tcp', audioPackets: 55 });
  expect(sampleOf(before, now, 9_000, { hungry: true, slice: false })).toEqual({
    at: 1_250,
    stream: 16_000,
    media: 96_000,
    estimate: 9_000,
    rttMs: 50,
    loss: 0.1,
    hungry: true,
    slice: false,
  });
});

test('[MD50] one or two lost packets are no congestion', () => {
  const before = { media: count(report(1_000, 10, 0), 1_000), streamBytes: 0 };
  expect(sampleOf(before, { media: count(report(1_000, 10, 2), 1_250), streamBytes: 0 }, null, { hungry: false, slice: false }).loss).toBe(
    0,
  );
  expect(sampleOf(before, { media: count(report(1_000, 10, 3), 1_250), streamBytes: 0 }, null, { hungry: false, slice: false }).loss).toBe(
    1,
  );
});

test('[MD50] counters that begin anew after joining again are no negative rate', () => {
  const before = { media: count(report(9_000, 900, 3), 1_000), streamBytes: 9_000 };
  expect(sampleOf(before, { media: count([], 1_250), streamBytes: 9_000 }, null, { hungry: false, slice: false })).toMatchObject({
    stream: 0,
    media: 0,
    loss: 0,
    rttMs: null,
  });
});
