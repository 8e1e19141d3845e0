/** RTP parameters as a browser would send them: enough for the SFU to make producers and consumers, no media flows. */

let ssrc = 1_000;

export const opus = (): Record<string, unknown> => ({
  mid: String(++ssrc),
  codecs: [
    {
      mimeType: 'audio/opus',
      payloadType: 111,
      clockRate: 48_000,
      channels: 2,
      parameters: { useinbandfec: 1, usedtx: 1 },
      rtcpFeedback: [{ type: 'transport-cc' }],
    },
  ],
  headerExtensions: [],
  encodings: [{ ssrc: ++ssrc, dtx: true }],
  rtcp: { cname: 'test' },
});

/** Three layers of simulcast (RFC 8853). */
export const vp8 = (): Record<string, unknown> => ({
  mid: String(++ssrc),
  codecs: [
    {
      mimeType: 'video/VP8',
      payloadType: 96,
      clockRate: 90_000,
      parameters: {},
      rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }, { type: 'transport-cc' }],
    },
  ],
  headerExtensions: [],
  encodings: ['r0', 'r1', 'r2'].map((rid) => ({ rid, scalabilityMode: 'L1T3' })),
  rtcp: { cname: 'test' },
});
