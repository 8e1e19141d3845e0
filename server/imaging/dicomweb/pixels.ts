import { AppError } from '#shared/protocol/errors.ts';
import type { ReadyFrame } from '#shared/protocol/stream.ts';
import type { Blobs } from '../../store/blobs.ts';
import type { Database } from '../../store/database.ts';
import { number } from '../catalogue/dicom-json.ts';
import { pixelAttributesOf } from '../catalogue/pixel-attributes.ts';
import type { FrameCache } from '../frame-cache.ts';
import { type Wanted, whyOf } from '../transcode/job.ts';
import { readFrame } from '../transcode/read-frame.ts';
import type { Transcoder } from '../transcode/transcoder.ts';
import { framesOf, type StoredInstance } from './instances.ts';

export interface PixelDeps {
  db: Database;
  blobs: Blobs;
  cache: FrameCache;
  transcoder: Transcoder;
}

/** Media type of a compressed frame as it is stored (PS3.18 Table 8.7.3-2). */
const STORED_TYPES: Record<string, string> = {
  '1.2.840.10008.1.2.4.50': 'image/jpeg',
  '1.2.840.10008.1.2.4.51': 'image/jpeg',
  '1.2.840.10008.1.2.4.57': 'image/jpeg',
  '1.2.840.10008.1.2.4.70': 'image/jpeg',
  '1.2.840.10008.1.2.5': 'image/dicom-rle',
  '1.2.840.10008.1.2.4.80': 'image/jls',
  '1.2.840.10008.1.2.4.81': 'image/jls',
  '1.2.840.10008.1.2.4.90': 'image/jp2',
  '1.2.840.10008.1.2.4.91': 'image/jp2',
  '1.2.840.10008.1.2.4.201': 'image/jphc',
  '1.2.840.10008.1.2.4.202': 'image/jphc',
  '1.2.840.10008.1.2.4.203': 'image/jphc',
};
export const EXPLICIT_LE = '1.2.840.10008.1.2.1';
export const HTJ2K_RPCL = '1.2.840.10008.1.2.4.202';

export const storedType = (instance: StoredInstance): string | null => STORED_TYPES[instance.transferSyntax] ?? null;

export function checkFrames(instance: StoredInstance, list: string): number[] {
  const numbers = list.split(',').map(Number);
  if (numbers.some((one) => !Number.isInteger(one) || one < 1))
    throw new AppError('BAD_REQUEST', { detail: 'Frame numbers are whole and start at 1.' });
  if (numbers.some((one) => one > instance.frames)) throw new AppError('NOT_FOUND');
  return numbers;
}

/** Bytes of one frame as they lie in the stored object. */
export const storedFrame = ({ blobs }: PixelDeps, instance: StoredInstance, frame: number): Promise<Uint8Array> =>
  readFrame(blobs.path(instance.organisationId, instance.sha256), instance.layout, frame - 1);

/** Implicit and explicit little endian: grey pixels lie in the file as they are served. */
const AS_SERVED: ReadonlySet<string> = new Set(['1.2.840.10008.1.2', EXPLICIT_LE]);

/** Uncompressed little-endian pixels of one frame. */
export function rawFrame(deps: PixelDeps, instance: StoredInstance, frame: number): Promise<Uint8Array> {
  const { samples, bitsAllocated } = pixelAttributesOf(instance.dataset);
  const asServed = AS_SERVED.has(instance.transferSyntax) && samples === 1 && (bitsAllocated === 8 || bitsAllocated === 16);
  return asServed ? storedFrame(deps, instance, frame) : made(deps, instance, frame, { kind: 'raw' });
}

/** Our lossless HTJ2K of one frame; NOT_READY while it is being made. */
export async function htj2kFrame(deps: PixelDeps, instance: StoredInstance, frame: number): Promise<Buffer> {
  const ready = instance.ready.get(frame) ?? (await readyFrame(deps, instance, frame));
  const read = deps.cache.get(ready.id, deps.transcoder.pathOf(instance.organisationId, ready.id), ready.ends.at(-1)!);
  return read.catch(async () => {
    // The derived file is gone, or was made anew with other bytes.
    instance.ready.delete(frame);
    await deps.transcoder.redo(ready.id);
    throw new AppError('NOT_READY', { detail: 'The frame is being made; ask again in a moment.' });
  });
}

async function readyFrame(deps: PixelDeps, instance: StoredInstance, frame: number): Promise<ReadyFrame> {
  const found = (await framesOf(deps.db, instance.id, [frame])).get(frame);
  if (found === undefined) throw new AppError('NOT_FOUND');
  if (found.why !== null && found.ready === null)
    throw new AppError('NOT_ACCEPTABLE', { detail: 'This frame cannot be decoded; ask for it as stored.' });
  if (found.ready === null) throw new AppError('NOT_READY', { detail: 'The frame is being made; ask again in a moment.' });
  if (found.ready.codec !== 'htj2k') throw new AppError('NOT_ACCEPTABLE', { detail: 'A lossy original is served as it is stored.' });
  instance.ready.set(frame, found.ready);
  return found.ready;
}

/** A JPEG of one frame: the asked window, else the object's own, else the range of its values. */
export function picture(
  deps: PixelDeps,
  instance: StoredInstance,
  frame: number,
  asked: { window: { center: number; width: number } | null; maxSide: number | null },
): Promise<Uint8Array> {
  const d = instance.dataset;
  const width = number(d, '00281051');
  const own = width !== null && width > 0 ? { center: number(d, '00281050') ?? 0, width } : null;
  const rescale = { slope: number(d, '00281053') ?? 1, intercept: number(d, '00281052') ?? 0 };
  return made(deps, instance, frame, { kind: 'picture', window: asked.window ?? own, rescale, maxSide: asked.maxSide });
}

async function made({ blobs, transcoder }: PixelDeps, instance: StoredInstance, frame: number, want: Wanted): Promise<Uint8Array> {
  const result = await transcoder.run({
    file: blobs.path(instance.organisationId, instance.sha256),
    want,
    layout: instance.layout,
    frame: frame - 1,
    pixels: pixelAttributesOf(instance.dataset),
  });
  if (!result.ok || result.kind === 'codestream')
    throw new AppError('NOT_ACCEPTABLE', { detail: `The pixels cannot be decoded: ${whyOf(result)}.` });
  return result.bytes;
}
