import type { Device, types } from 'mediasoup-client';
import { CAMERA_COSTS, SCREEN_COSTS } from '#shared/media/layers.ts';
import type { CameraControl, MediaSource } from '#shared/protocol/media.ts';

/** One thing this person sends. It outlives the connection: after joining anew it is produced again. */
export interface Sending {
  source: MediaSource;
  track: MediaStreamTrack;
  muted: boolean;
  control: CameraControl | null;
  producer: types.Producer | null;
}

/** Bit/s of speech with in-band FEC: intelligible at a tenth of packets lost. */
const AUDIO_BITRATE = 40_000;

/**
 * How a track is sent. Sound: Opus with in-band FEC and DTX (RFC 7587). Pictures: VP8 in three layers, each half of the next; where VP8 cannot be
 * encoded, H.264 in one. A screen goes in one layer: letters that are reduced cannot be read.
 */
export function produceOptions(device: Device, { source, track }: Sending): types.ProducerOptions {
  const base = { track, stopTracks: false, disableTrackOnPause: true, zeroRtpOnPause: true, appData: { source } };
  if (track.kind === 'audio')
    return {
      ...base,
      codecOptions: { opusFec: true, opusDtx: true, opusStereo: false, opusMaxAverageBitrate: AUDIO_BITRATE },
      encodings: [{ priority: 'high', networkPriority: 'high' } as types.RtpEncodingParameters],
    };
  const codecs = device.sendRtpCapabilities.codecs ?? [];
  const named = (name: string) => codecs.find(({ mimeType }) => mimeType.toLowerCase() === name);
  const vp8 = named('video/vp8');
  const codec = vp8 ?? named('video/h264');
  const codecOptions = { videoGoogleStartBitrate: 600 };
  const chosen = codec === undefined ? {} : { codec };
  if (source === 'screen') return { ...base, ...chosen, encodings: [{ maxBitrate: SCREEN_COSTS[0], maxFramerate: 15 }] };
  if (vp8 === undefined) return { ...base, ...chosen, codecOptions, encodings: [{ maxBitrate: CAMERA_COSTS[1] }] };
  const encodings = CAMERA_COSTS.map((maxBitrate, layer) => ({ rid: `r${layer}`, maxBitrate, scaleResolutionDownBy: 2 ** (2 - layer) }));
  return { ...base, ...chosen, codecOptions, encodings };
}
