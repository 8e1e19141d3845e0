import type { IntakeCode } from '#shared/protocol/intake.ts';
import type { ByteSpan, DicomJson } from '../types.ts';
import type { Notes } from './values.ts';

/** Compressed pixels as they stood in the stream, before anyone knows which frame a fragment belongs to. */
export interface Fragments {
  /** Of the bytes of each fragment, without its item header. */
  spans: ByteSpan[];
  /** Where each fragment's item header begins, counted from the first one's: what the offset tables mean (PS3.5 §A.4). */
  starts: number[];
  /** First two bytes of each fragment, big endian, 0 when shorter: a JPEG or JPEG 2000 stream shows by them that it begins. */
  marks: Uint16Array;
  basicOffsets: number[];
  /** First bytes of the first fragment (`MAX_HEADER_BYTES`, RLE `MAX_RLE_WALK_BYTES`). */
  head: Buffer;
}

/** What the parse collects. The data set's values are in it even when the verdict is a refusal, for nobody but the checks. */
export class Parsed implements Notes {
  readonly dataset: DicomJson = {};
  readonly bulk: Record<string, ByteSpan & { vr: string }> = {};
  readonly warnings = new Set<IntakeCode>();
  /** Tags whose values must not be used for display or measurement. */
  readonly ignored = new Set<number>();
  readonly now: number;
  pixelTag = 0;
  pixelVr = '';
  native: ByteSpan | null = null;
  fragments: Fragments | null = null;
  elements = 0;

  constructor(now: number) {
    this.now = now;
  }

  warn(code: IntakeCode, tag: number): void {
    this.warnings.add(code);
    if (code === 'ATTRIBUTE_IGNORED') this.ignored.add(tag);
  }
}
