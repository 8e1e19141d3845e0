import { ByteQueue } from '../gate/byte-queue.ts';
import { readDataSet } from '../gate/data-set.ts';
import { readMeta } from '../gate/meta.ts';
import { Parsed } from '../gate/parsed.ts';
import { Refusal } from '../gate/refusal.ts';
import { TRANSFER_SYNTAXES } from '../gate/transfer-syntax.ts';
import type { DicomJson } from '../types.ts';

export const MEDIA_STORAGE_DIRECTORY = '1.2.840.10008.1.3.10';

/**
 * File ids that a DICOMDIR lists (PS3.3 §F.3), as upper-case paths with slashes. Only ever counted against the names of an
 * archive: a directory is a hint, files are found by their content. Empty when it cannot be read.
 */
export function listedFiles(bytes: Buffer): string[] {
  const queue = new ByteQueue();
  queue.push(bytes);
  queue.ended = true;
  const parsed = new Parsed(Date.now());
  try {
    const meta = readMeta(queue);
    const read = meta.next();
    if (read.done !== true) return [];
    const syntax = TRANSFER_SYNTAXES.get(read.value.transferSyntaxUid);
    if (syntax === undefined || syntax.deflated) return [];
    const none = (): void => {
      throw new Refusal('DICOM_PARSE', 'pixels in a directory');
    };
    for (const _ of readDataSet(queue, parsed, { syntax, base: 0, beforePixels: none, directory: true })) return [];
  } catch (cause) {
    if (cause instanceof Refusal) return [];
    throw cause;
  }
  return ((parsed.dataset['00041220']?.Value ?? []) as DicomJson[])
    .map((record) => (record['00041500']?.Value ?? []).filter((part) => part !== null).join('/'))
    .filter((path) => path !== '')
    .map((path) => path.replaceAll('\\', '/').toUpperCase());
}
