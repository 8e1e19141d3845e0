import type { RtpCodecCapability } from 'mediasoup/types';

type RouterCodec = Omit<RtpCodecCapability, 'preferredPayloadType'>;

/**
 * Opus with in-band FEC and DTX (RFC 7587 §7), so that a lost packet is heard as little as possible and silence costs nothing. VP8 first:
 * simulcast works everywhere. H.264 constrained baseline in packetization mode 1 (RFC 6184 §8.1) is for phones that only encode that in hardware.
 */
export const ROUTER_CODECS: RouterCodec[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2, parameters: { useinbandfec: 1, usedtx: 1, minptime: 10 } },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000, parameters: { 'x-google-start-bitrate': 600 } },
  {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1, 'x-google-start-bitrate': 600 },
  },
];
