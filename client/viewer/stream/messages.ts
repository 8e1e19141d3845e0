import type { FocusView, ServerStreamMessage } from '#shared/protocol/stream.ts';
import type { FrameCodec, PixelShape } from './pixels.ts';

/** How much of a frame is here. `refused`: arrived, but cannot be turned into a picture. */
export const QUALITY = { none: 0, preview: 7, full: 8 } as const;
export type Quality = (typeof QUALITY)[keyof typeof QUALITY];

/** State of the pixel plane. `since`: ms since the epoch. */
export type PlaneState =
  | { state: 'connecting'; since: number }
  | { state: 'connected'; since: number }
  | { state: 'stalled'; since: number }
  | { state: 'reconnecting'; since: number }
  /** For good: the server said that trying again is no use. */
  | { state: 'closed'; since: number; code: number };

/** From the page to the stream worker. */
export type ToWorker =
  | { k: 'open'; url: string; memoryLimit: number; decoders: number }
  /** What is on the screen, for the server's plan. */
  | { k: 'focus'; own: FocusView[]; leader: FocusView[] }
  /** What the page can use, best first: `shown` before everything else. Frames not named are not decoded. */
  | { k: 'wanted'; shown: number[]; window: number[] }
  /** The page gave these pictures up; they may be decoded again. */
  | { k: 'evicted'; ids: number[] }
  | { k: 'want'; studyInstanceUid: string }
  /** What nobody looks at may come this fast, bytes per second; null: no cap. `yields`: pictures of people give way to a slice on the screen. */
  | { k: 'limit'; bytesPerSecond: number | null; yields: boolean }
  | { k: 'statistics' };

/** Pixels of one frame in the unit of its series (rescaled); min and max over them. */
export interface Pixels {
  id: number;
  quality: Quality;
  data: PixelArray;
  min: number;
  max: number;
  /** Time of decoding, ms. */
  decodeMs: number;
}

export type PixelArray = Int16Array | Uint16Array | Uint8Array | Float32Array;

export interface Statistics {
  heldBytes: number;
  wasmBytes: number;
  decodes: number;
  fullFrames: number;
  connections: number;
}

/** What the stream still has to bring, and what it brought. */
export interface StreamLoad {
  /** Bytes that slices on the screen still lack. */
  sliceBytes: number;
  /** Bytes of all others still to come, by what the ones so far had. */
  restBytes: number;
  /** Bit/s that arrived lately. */
  receivedBps: number;
}

/** From the stream worker to the page. */
export type FromWorker =
  | { k: 'plane'; plane: PlaneState }
  | { k: 'server'; message: ServerStreamMessage }
  | { k: 'states'; states: [id: number, quality: Quality][] }
  | { k: 'refused'; id: number; why: string }
  | { k: 'pixels'; pixels: Pixels }
  | { k: 'load'; load: StreamLoad }
  | { k: 'statistics'; statistics: Statistics };

export interface DecodeJob {
  id: number;
  quality: Quality;
  codec: FrameCodec;
  shape: PixelShape;
  /** The codestream or a prefix of it that ends at a resolution. */
  bytes: Uint8Array<ArrayBuffer>;
}

export type DecodeAnswer = { ok: true; pixels: Pixels; wasmBytes: number } | { ok: false; id: number; quality: Quality; why: string };
