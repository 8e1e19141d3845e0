import { type FileHandle, open } from 'node:fs/promises';

export interface StoredFile {
  path: string;
  /** Byte at which the data set begins, after the meta group. */
  dataSetOffset: number;
}

const BLOCK_BYTES = 1024 * 1024;

/**
 * Whether two stored files hold the same object (PS3.10 §7.1): equal in every byte of the data set. The preamble and the meta
 * group are not part of it; over C-STORE they are ours.
 */
export async function sameDataSet(a: StoredFile, b: StoredFile): Promise<boolean> {
  const [one, other] = [await open(a.path, 'r'), await open(b.path, 'r')];
  try {
    const length = (await one.stat()).size - a.dataSetOffset;
    if ((await other.stat()).size - b.dataSetOffset !== length) return false;
    for (let at = 0; at < length; at += BLOCK_BYTES) {
      const bytes = Math.min(BLOCK_BYTES, length - at);
      const [left, right] = await Promise.all([readAt(one, a.dataSetOffset + at, bytes), readAt(other, b.dataSetOffset + at, bytes)]);
      if (!left.equals(right)) return false;
    }
    return true;
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}
