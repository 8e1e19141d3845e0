import type { IntakeCode } from '#shared/protocol/intake.ts';
import type { PixelLayout } from '../types.ts';
import type { ByteQueue } from './byte-queue.ts';
import { looksDecodable } from './codestream.ts';
import { readDataSet, UNDEFINED_LENGTH } from './data-set.ts';
import { extendedOffsets } from './extended-offsets.ts';
import { type Identity, identityOf } from './identity.ts';
import { describeImage, type ImageDescription } from './image.ts';
import { textOf } from './json.ts';
import { type Meta, readMeta } from './meta.ts';
import { Parsed } from './parsed.ts';
import { checkNativeLength, framesOf, nativeLayout } from './pixels.ts';
import { Refusal } from './refusal.ts';
import { worst } from './severity.ts';
import { TRANSFER_SYNTAXES, type TransferSyntax } from './transfer-syntax.ts';
import { judgeUsability } from './usable.ts';

/** What is known so far, for whoever feeds the parse. */
export interface Read {
  meta: Meta | null;
  syntax: TransferSyntax | null;
  /** Byte of the file where the data set begins, -1 until known. */
  dataSetAt: number;
  parsed: Parsed | null;
  identity?: Identity;
  layout?: PixelLayout;
}

/**
 * Reads and judges one object; the return value is the code it is stored under. Yields the number of bytes it waits for; after
 * the meta information of a deflated object the bytes it then gets must be the inflated ones.
 */
export function* readObject(queue: ByteQueue, read: Read, now: number): Generator<number, IntakeCode, void> {
  const meta = yield* readMeta(queue);
  const syntax = TRANSFER_SYNTAXES.get(meta.transferSyntaxUid);
  read.meta = meta;
  if (syntax === undefined) throw new Refusal('DICOM_UNSUPPORTED_TS', 'transfer syntax of (0002,0010)');
  read.dataSetAt = queue.position;
  read.syntax = syntax;
  if (syntax.deflated) yield 1;

  const parsed = new Parsed(now);
  read.parsed = parsed;
  let image: ImageDescription | null = null;
  yield* readDataSet(queue, parsed, {
    syntax,
    base: syntax.deflated ? -read.dataSetAt : 0,
    beforePixels: (tag, vr, length) => {
      if (image !== null) throw new Refusal('DICOM_ATTRIBUTE_INVALID', 'more than one kind of pixels');
      read.identity = identityOf(parsed.dataset, meta);
      if (!PIXEL_VRS[tag]!.includes(vr)) throw new Refusal('DICOM_PARSE', 'VR of the pixels');
      image = describeImage(parsed.dataset, tag);
      if (length === UNDEFINED_LENGTH) return;
      if (syntax.codec !== 'none') throw new Refusal('DICOM_PARSE', 'native pixels under a transfer syntax that compresses');
      checkNativeLength(image, length);
    },
  });

  read.identity ??= identityOf(parsed.dataset, meta);
  read.layout = layoutOf(parsed, image, syntax);
  judgeUsability(parsed);
  if (textOf(parsed.dataset, '00100020') === '') parsed.warnings.add('PATIENT_UNIDENTIFIED');
  return worst(['OK', ...parsed.warnings]);
}

const PIXEL_VRS: Record<number, readonly string[]> = { 2145386512: ['OB', 'OW'], 2145386504: ['OF'], 2145386505: ['OD'] };

/** SOP classes that are nothing without pixels (PS3.4 §B.5): CR, DX, CT, MR, their enhanced forms, PET, NM, US, XA, SC, OPT, segmentation. */
const IMAGES =
  /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.(?:1|1\.1|1\.1\.1|2|2\.1|2\.2|4|4\.1|4\.3|128|130|20|6\.1|3\.1|12\.1|12\.1\.1|7|7\.[1-4]|66\.4)$/;

function layoutOf(parsed: Parsed, image: ImageDescription | null, syntax: TransferSyntax): PixelLayout {
  if (image === null) {
    if (!IMAGES.test(textOf(parsed.dataset, '00080016'))) return { kind: 'none' };
    const described = parsed.dataset['00280010'] !== undefined && parsed.dataset['00280011'] !== undefined;
    throw new Refusal(described ? 'DICOM_TRUNCATED' : 'DICOM_ATTRIBUTE_INVALID', 'an image without pixels');
  }
  if (parsed.native !== null) return nativeLayout(image, parsed.native, parsed.pixelVr);
  const fragments = parsed.fragments!;
  const frames = framesOf(fragments, image.frames, extendedOffsets(parsed.dataset));
  const alone = frames !== null && frames[0]!.length === 1;
  if (frames === null || !looksDecodable(syntax.codec, fragments.head, fragments.spans[0]!.length, image, alone)) {
    parsed.warnings.add('PIXEL_UNREADABLE');
  }
  return { kind: 'encapsulated', frames: image.frames, fragments: frames ?? [] };
}
