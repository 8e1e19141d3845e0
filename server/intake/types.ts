import type { IntakeCode } from '#shared/protocol/intake.ts';
import type { Catalogued } from '../imaging/catalogue/entry.ts';

/** DICOM JSON model (PS3.18 §F.2) as the gate makes it: text decoded to Unicode, long binary values left out. */
export interface DicomJsonElement {
  vr: string;
  Value?: unknown[];
  InlineBinary?: string;
  /** Relative to the instance: the tag path, e.g. `00420011`; offset and length are in `BulkSpan`. */
  BulkDataURI?: string;
}
export type DicomJson = Record<string, DicomJsonElement>;

/** Where bytes of the stored Part 10 file lie; for a deflated file, offsets into the inflated data set (`base` says which). */
export interface ByteSpan {
  offset: number;
  length: number;
}

/** How to find the pixels of every frame in the stored object. */
export type PixelLayout =
  | { kind: 'none' }
  /** `frameBytes` has a fraction where frames of single bits do not end on a byte. */
  | { kind: 'native'; frames: number; frameBytes: number; span: ByteSpan; vr: 'OB' | 'OW' | 'OF' | 'OD' }
  /** One entry a frame: the fragments that make it (PS3.5 §A.4); none at all when they cannot be told apart (PIXEL_UNREADABLE). */
  | { kind: 'encapsulated'; frames: number; fragments: ByteSpan[][] };

/** What one pass over the bytes found. Text values are already decoded with the object's own character set. */
export interface Inspected {
  sopClassUid: string;
  sopInstanceUid: string;
  studyInstanceUid: string;
  seriesInstanceUid: string;
  transferSyntaxUid: string;
  /** 'file': offsets count from the start of the stored file. 'inflated': from the start of the inflated data set (after the meta group). */
  base: 'file' | 'inflated';
  pixels: PixelLayout;
  /** Spans of the values left out of `dataset`, by tag path (`00420011`, or `52009229[0]/...`). */
  bulk: Record<string, ByteSpan & { vr: string }>;
  dataset: DicomJson;
  /** Keys of the data set whose values are kept but must not be used to display, orient or measure. */
  ignored: string[];
  /** SHA-256 (hex) of the stored file. */
  sha256: string;
  /** Byte of the stored file where the data set begins. */
  dataSetOffset: number;
  bytes: number;
  /** True when the preamble is not all zero. */
  preambleUsed: boolean;
}

/** The gate's verdict. A warning is stored and answered with its code; the most serious one is named. */
export type Verdict = { ok: true; code: IntakeCode; object: Inspected } | { ok: false; code: IntakeCode; detail: string };

/** Who sent it, and through which door: decides the tenant. Never taken from the object. */
export interface Source {
  organisationId: string;
  /** `own`: made here from a signed record. */
  door: 'dimse' | 'stow' | 'upload' | 'own';
  /** Calling AE title, or the person's or API key's id. */
  sender: string;
  /** Consult the person was uploading to, or that the document is about. */
  consultId?: string;
}

/** Answer of `accept()`: said only when file, directory and row are durable. */
export interface Accepted {
  code: IntakeCode;
  status: number;
  detail?: string;
  sopClassUid?: string;
  sopInstanceUid?: string;
  studyInstanceUid?: string;
}

/** A file received in full, fsynced in the spool, not yet under its final name. */
export interface Spooled {
  path: string;
  object: Catalogued;
  code: IntakeCode;
}

export type Refused = Extract<Verdict, { ok: false }>;

/** What came of one object sent through a door: ready for `accept()`, or refused and gone. */
export type Received = { ok: true; spooled: Spooled } | Refused;
