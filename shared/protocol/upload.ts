import { z } from 'zod';

/** Browser upload (docs/spec/intake.md): one file, or one ZIP of a folder or CD, sent in pieces that can be resumed. */

/** Bytes of one upload: a CD or DVD image, or a long perfusion study as a ZIP. */
export const MAX_UPLOAD_BYTES = 8 * 2 ** 30;

export const uploadRequest = z.strictObject({
  /** Shown in the result list as text; never a path. */
  name: z.string().min(1).max(255),
  bytes: z.number().int().min(1).max(MAX_UPLOAD_BYTES),
});
export type UploadRequest = z.infer<typeof uploadRequest>;

export const uploadedFile = z.object({
  name: z.string(),
  outcome: z.enum(['stored', 'needs-review', 'rejected', 'ignored']),
  /** Code of the intake table, or one of: NOT_DICOM, DICOMDIR, SYMLINK, ENTRY_CORRUPT, ENTRY_ENCRYPTED, ENTRY_UNSUPPORTED, ENTRY_OVERLAP, ARCHIVE_LIMIT. */
  code: z.string(),
  detail: z.string(),
});
export type UploadedFile = z.infer<typeof uploadedFile>;

/** One of the patients whose images an upload holds; only its sender ever gets to see this. */
export const uploadedPatient = z.object({
  patientId: z.string(),
  name: z.string(),
  birthDate: z.string(),
  sex: z.string(),
  files: z.number().int(),
});
export type UploadedPatient = z.infer<typeof uploadedPatient>;

export const uploadResult = z.object({
  /** NEEDS_CHOICE: more than one patient, nothing was stored; a person picks one of `patients` by its place. */
  code: z.enum(['OK', 'NEEDS_CHOICE']),
  stored: z.number().int(),
  rejected: z.number().int(),
  ignored: z.number().int(),
  files: z.array(uploadedFile),
  patients: z.array(uploadedPatient),
  /** Files a DICOMDIR lists that are not in the archive. */
  missing: z.number().int(),
});
export type UploadResult = z.infer<typeof uploadResult>;

export const uploadState = z.object({
  id: z.string(),
  bytes: z.number().int(),
  offset: z.number().int(),
  result: uploadResult.nullable(),
});
export type UploadState = z.infer<typeof uploadState>;

export const uploadChoice = z.strictObject({ patient: z.number().int().min(0).max(1_000) });
