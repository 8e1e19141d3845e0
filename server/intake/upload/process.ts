import { open } from 'node:fs/promises';
import type { UploadedFile, UploadResult } from '#shared/protocol/upload.ts';
import type { Source } from '../types.ts';
import { contentsOf } from './contents.ts';
import { faultResult, type StoreDeps, type StoredFile, storeMembers } from './store-members.ts';
import { type Found, survey } from './survey.ts';

/**
 * What is in an uploaded file, into the store. An archive with more than one patient stores nothing until `choice` says which
 * of them belongs into the consult. Throws `AppError` when the archive as a whole cannot be read.
 */
export async function processUpload(
  path: string,
  name: string,
  source: Source,
  choice: number | null,
  deps: StoreDeps,
): Promise<UploadResult> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { archive, members, refused } = await contentsOf(name, file, size);
    if (!archive) return summary(await storeMembers(members, source, deps), [], 0);
    const { found, patients, missing } = await survey(members);
    if (patients.length > 1 && (choice === null || choice >= patients.length)) {
      return { ...summary(refused.concat(found.flatMap(unstored)), patients, missing), code: 'NEEDS_CHOICE' };
    }
    const wanted = found
      .filter((one) => one.kind === 'object' && (patients.length <= 1 || one.patient === choice))
      .map((one) => one.member);
    const files = await storeMembers(wanted, source, deps);
    return summary(files.concat(refused, found.flatMap(unstored)), patients.length > 1 ? patients : [], missing);
  } finally {
    await file.close();
  }
}

/** What is said of an entry that is not going to be stored whatever happens. */
function unstored(one: Found): UploadedFile[] {
  const { name } = one.member;
  switch (one.kind) {
    case 'directory':
      return [{ name, outcome: 'ignored', code: 'DICOMDIR', detail: 'The directory of a CD; files are found by their content.' }];
    case 'other':
      return [{ name, outcome: 'ignored', code: 'NOT_DICOM', detail: 'Not a DICOM file; archives within archives are not opened.' }];
    case 'fault':
      return [faultResult(name, one.code)];
    case 'object':
      return [];
  }
}

/** An instance that is in the upload twice is stored once. */
function summary(results: StoredFile[], patients: UploadResult['patients'], missing: number): UploadResult {
  const files = results.map(({ name, outcome, code, detail }) => ({ name, outcome, code, detail }));
  const count = (outcome: UploadedFile['outcome']): number => files.filter((file) => file.outcome === outcome).length;
  const stored = new Set(results.flatMap(({ sopInstanceUid }) => sopInstanceUid ?? [])).size;
  return { code: 'OK', stored, rejected: count('rejected'), ignored: count('ignored'), files, patients, missing };
}
