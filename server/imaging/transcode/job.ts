import type { ObjectLayout } from '../catalogue/layout.ts';
import type { PixelAttributes } from '../catalogue/pixel-attributes.ts';

export interface TranscodeJob {
  /** Path of the stored original. */
  file: string;
  want: Wanted;
  layout: ObjectLayout;
  /** 0-based. */
  frame: number;
  pixels: PixelAttributes;
}

/**
 * 'codestream': HTJ2K (or the lossy original) written to `target`, and answered when it is to be kept in memory. 'raw': decoded pixels, little endian, as stored.
 * 'picture': an 8-bit JPEG for display, windowed, no larger than `maxSide` pixels.
 */
export type Wanted =
  | { kind: 'codestream'; target: string; keep: boolean }
  | { kind: 'raw' }
  | { kind: 'picture'; window: Window | null; rescale: { slope: number; intercept: number }; maxSide: number | null };

export interface Window {
  center: number;
  width: number;
}

export type TranscodeResult =
  | { ok: true; kind: 'codestream'; codec: 'htj2k' | 'jpeg'; ends: number[]; preview: number; sha256: string; bytes: Uint8Array | null }
  | { ok: true; kind: 'raw' | 'picture'; bytes: Uint8Array }
  /** `why` in words for a person; nothing of the object's own text. */
  | { ok: false; why: string };

/** Why there is not what was wanted. */
export const whyOf = (result: TranscodeResult): string => (result.ok ? 'the transcoder answered something else' : result.why);
