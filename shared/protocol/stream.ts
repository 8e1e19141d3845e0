import { z } from 'zod';

/**
 * The pixel stream (`/stream?consult=<id>`): the server drives it. Text frames are the JSON messages below, binary frames are chunks
 * of codestreams. A frame has one number for its whole life (`id`, uint32, unique in the data folder).
 */

/** Chunk header, little endian: id u32 · tag u32 · from u32 · total u32, then the bytes [from, from + payload). */
export const CHUNK_HEADER_BYTES = 16;

export interface Chunk {
  id: number;
  /** First four bytes of the codestream's SHA-256, big endian: says which encoding of the frame the bytes belong to. */
  tag: number;
  from: number;
  /** Length of the whole codestream in bytes. */
  total: number;
  payload: Uint8Array;
}

export function writeChunkHeader(view: DataView, chunk: Omit<Chunk, 'payload'>): void {
  view.setUint32(0, chunk.id, true);
  view.setUint32(4, chunk.tag, true);
  view.setUint32(8, chunk.from, true);
  view.setUint32(12, chunk.total, true);
}

/** Reads one binary message; throws RangeError when it is shorter than its header or longer than the codestream. */
export function readChunk(message: ArrayBuffer): Chunk {
  const view = new DataView(message);
  const chunk = {
    id: view.getUint32(0, true),
    tag: view.getUint32(4, true),
    from: view.getUint32(8, true),
    total: view.getUint32(12, true),
    payload: new Uint8Array(message, CHUNK_HEADER_BYTES),
  };
  if (chunk.from + chunk.payload.length > chunk.total) throw new RangeError('chunk reaches beyond its codestream');
  return chunk;
}

/** `tag` of a codestream from its SHA-256 in hex. */
export const tagOf = (sha256Hex: string): number => Number.parseInt(sha256Hex.slice(0, 8), 16);

const vector3 = z.tuple([z.number(), z.number(), z.number()]);
const vector6 = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]);

/** What is the same for most frames of a series; a frame names only what differs. Units: mm, stored values, HU after rescale. */
export const frameShape = z.strictObject({
  rows: z.int().positive(),
  columns: z.int().positive(),
  samples: z.union([z.literal(1), z.literal(3)]),
  bitsStored: z.int().min(1).max(32),
  signed: z.boolean(),
  /** Photometric interpretation after decoding: MONOCHROME1, MONOCHROME2 or RGB. */
  photometric: z.enum(['MONOCHROME1', 'MONOCHROME2', 'RGB']),
  slope: z.number(),
  intercept: z.number(),
  /** 'HU' for CT; else what Rescale Type or Units says, or ''. */
  unit: z.string().max(32),
  windowCenter: z.number().nullable(),
  windowWidth: z.number().positive().nullable(),
  /** [between rows, between columns] in mm (PS3.3 §10.7.1.3); null: lengths cannot be measured. */
  pixelSpacing: z.tuple([z.number().positive(), z.number().positive()]).nullable(),
  /** 'patient': calibrated in the patient. 'detector': Imager Pixel Spacing only, not true size: shown as such. */
  spacingSource: z.enum(['patient', 'detector', 'none']),
  /** Row then column direction cosines (PS3.3 §C.7.6.2.1.1). */
  orientation: vector6.nullable(),
  frameOfReferenceUid: z.string().max(64).nullable(),
  /** Slice thickness, mm. */
  thickness: z.number().nullable(),
  /** The original was compressed with loss (0028,2110), e.g. 'JPEG baseline': fidelity is never called lossless then. */
  lossyOriginal: z.string().max(64).nullable(),
});
export type FrameShape = z.infer<typeof frameShape>;

export const seriesRole = z.enum([
  'ncct-thick',
  'ncct-thin',
  'cta',
  'perfusion-summary',
  'perfusion',
  'mr',
  'other-image',
  'scout',
  'dose',
  'document',
]);
export type SeriesRole = z.infer<typeof seriesRole>;

export const studyDescriptor = z.strictObject({
  studyInstanceUid: z.string(),
  description: z.string(),
  /** DICOM DA (YYYYMMDD) and TM as sent, '' when absent. */
  date: z.string(),
  time: z.string(),
  accessionNumber: z.string(),
  institution: z.string(),
  patient: z.strictObject({ name: z.string(), id: z.string(), birthDate: z.string(), sex: z.string() }),
  /** True for an earlier study of the same patient: comes last and is shown on demand. */
  prior: z.boolean(),
});
export type StudyDescriptor = z.infer<typeof studyDescriptor>;

export const seriesDescriptor = z.strictObject({
  seriesInstanceUid: z.string(),
  studyInstanceUid: z.string(),
  modality: z.string(),
  description: z.string(),
  number: z.int().nullable(),
  role: seriesRole,
  /** Frames known so far; grows while the scanner sends. */
  frames: z.int().nonnegative(),
  shape: frameShape.nullable(),
  /** Set for what is not an image: 'sr' | 'pdf' | 'presentation-state' | …, with its instances' SOP UIDs in `documents`. */
  documentKind: z.string().nullable(),
  documents: z.array(z.strictObject({ sopInstanceUid: z.string(), title: z.string() })),
});
export type SeriesDescriptor = z.infer<typeof seriesDescriptor>;

export const frameDescriptor = z.strictObject({
  id: z.int().nonnegative().max(0xffffffff),
  series: z.string(),
  sop: z.string(),
  /** 1-based frame number inside the instance. */
  frame: z.int().positive(),
  /** Instance Number (0020,0013); null when absent. */
  number: z.number().nullable(),
  /** Image Position (Patient), mm. */
  position: vector3.nullable(),
  /** Only what differs from the series' shape. */
  differs: frameShape.partial().optional(),
});
export type FrameDescriptor = z.infer<typeof frameDescriptor>;

/** How the bytes of a frame are to be decoded. */
export const frameCodec = z.enum(['htj2k', 'jpeg']);

export const readyFrame = z.strictObject({
  id: z.int().nonnegative(),
  codec: frameCodec,
  /** Byte offset at which each resolution is complete, lowest first; the last is the length of the codestream. */
  ends: z.array(z.int().positive()).min(1).max(33),
  /** Index into `ends` of the preview (about a quarter of the full resolution in each direction). */
  preview: z.int().nonnegative(),
  /** SHA-256 of the whole codestream, hex. */
  sha256: z.string().length(64),
});
export type ReadyFrame = z.infer<typeof readyFrame>;

/** How often a server that has nothing to send says so, ms. */
export const IDLE_EVERY_MS = 2_000;

export const serverStreamMessage = z.discriminatedUnion('t', [
  z.strictObject({ t: z.literal('welcome'), protocol: z.int(), session: z.string() }),
  z.strictObject({ t: z.literal('studies'), studies: z.array(studyDescriptor) }),
  z.strictObject({ t: z.literal('series'), series: z.array(seriesDescriptor) }),
  z.strictObject({ t: z.literal('frames'), frames: z.array(frameDescriptor) }),
  /** Sent before the first chunk of a frame (or right away when the client already holds bytes of it). */
  z.strictObject({ t: z.literal('ready'), frames: z.array(readyFrame) }),
  /** Cannot be displayed, and why in words for a person. */
  z.strictObject({ t: z.literal('failed'), frames: z.array(z.strictObject({ id: z.int(), why: z.string() })) }),
  /** Everything known has been sent. Repeated every `IDLE_EVERY_MS` while that is so, so that a dead line is noticed. */
  z.strictObject({ t: z.literal('idle') }),
  z.strictObject({ t: z.literal('removed'), studyInstanceUid: z.string() }),
  /** What the server measures of this link, about once a second while sending. */
  z.strictObject({ t: z.literal('link'), bytesPerSecond: z.number(), rttMs: z.number() }),
]);
export type ServerStreamMessage = z.infer<typeof serverStreamMessage>;

/** A picture somebody looks at now. `span`: frames visible around it (cine, a slab), 0 for a single slice. */
export const focusView = z.strictObject({
  series: z.string().max(64),
  id: z.int().nonnegative(),
  span: z.int().nonnegative().max(4096).default(0),
  /** 1 forward, -1 backward, 0 at rest: which neighbours come first. */
  direction: z.union([z.literal(-1), z.literal(0), z.literal(1)]).default(0),
});
export type FocusView = z.infer<typeof focusView>;

/** At most this many frames may be named in one `hello`, and this many views in one `focus`. */
export const MAX_HELD_FRAMES = 20_000;
export const MAX_FOCUS_VIEWS = 8;

/** A cap below this would only keep the rest from ever coming, bytes per second. */
export const MIN_LIMIT = 1_000;

export const clientStreamMessage = z.discriminatedUnion('t', [
  /** First message: what this client still holds, so that no byte of it is sent twice. */
  z.strictObject({
    t: z.literal('hello'),
    protocol: z.int(),
    held: z.array(z.tuple([z.int().nonnegative(), z.int().nonnegative(), z.int().nonnegative()])).max(MAX_HELD_FRAMES),
  }),
  /** What is on this person's screen, and on the followed leader's. */
  z.strictObject({ t: z.literal('focus'), own: z.array(focusView).max(MAX_FOCUS_VIEWS), leader: z.array(focusView).max(MAX_FOCUS_VIEWS) }),
  /** Cumulative count of binary message bytes (headers included) that reached this connection's worker. */
  z.strictObject({ t: z.literal('ack'), bytes: z.int().nonnegative() }),
  /** The hash did not match, or a chunk left a gap: send this frame again from `have`. */
  z.strictObject({ t: z.literal('again'), id: z.int().nonnegative(), have: z.int().nonnegative() }),
  /** Dropped to save memory: to be sent again only when focused. */
  z.strictObject({ t: z.literal('dropped'), ids: z.array(z.int().nonnegative()).max(MAX_HELD_FRAMES) }),
  /** A prior or another series outside the plan is wanted now. */
  z.strictObject({ t: z.literal('want'), studyInstanceUid: z.string().max(64) }),
  /** What is not on this person's screen, nor on the followed leader's, may come this fast: sound and pictures share the link. null: no cap. */
  z.strictObject({
    t: z.literal('limit'),
    bytesPerSecond: z.number().min(MIN_LIMIT).max(1e9).nullable(),
    /** Pictures of people give way while a slice on the screen is on its way: both do not fit side by side. */
    yields: z.boolean().default(false),
  }),
]);
export type ClientStreamMessage = z.infer<typeof clientStreamMessage>;

/** Close codes of `/stream` and `/collab`. 44xx is only for what re-connecting cannot cure. */
export const CLOSE = {
  goingAway: 1001,
  unsupportedData: 1003,
  tooBig: 1009,
  malformed: 4400,
  sessionEnded: 4401,
  forbidden: 4403,
  pendingStructs: 4409,
} as const;
