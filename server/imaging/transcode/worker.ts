import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { decodeFrame } from './decode.ts';
import { encodeHtj2k } from './htj2k.ts';
import type { TranscodeJob, TranscodeResult } from './job.ts';
import { normalise } from './normalise.ts';
import { readFrame } from './read-frame.ts';

/** One thread of the pool: one frame at a time, from the stored original to a codestream on disk. It may die; the pool replaces it. */

const JPEG_BASELINE = '1.2.840.10008.1.2.4.50';

parentPort?.on('message', (job: TranscodeJob) => {
  void transcode(job).then(
    (result) => parentPort?.postMessage(result, result.ok ? [result.codestream.buffer as ArrayBuffer] : []),
    (error: unknown) => parentPort?.postMessage({ ok: false, why: error instanceof Error ? error.message : `the decoder failed (${String(error)})` } satisfies TranscodeResult),
  );
});

async function transcode(job: TranscodeJob): Promise<TranscodeResult> {
  const source = await readFrame(job.file, job.layout, job.frame);
  const { transferSyntaxUid } = job.layout;
  if (transferSyntaxUid === JPEG_BASELINE) {
    // Proves that it can be decoded; what is sent is the original itself (decision 5).
    await decodeFrame(source, transferSyntaxUid, job.pixels);
    return store(job, 'jpeg', source.slice(), [source.length], 0);
  }
  const picture = normalise(await decodeFrame(source, transferSyntaxUid, job.pixels), job.pixels);
  const { bytes, ends, preview } = await encodeHtj2k(picture, job.pixels.rows, job.pixels.columns);
  return store(job, 'htj2k', bytes, ends, preview);
}

/** Written under a temporary name first: a file with the final name is whole. Not fsynced: it can be made again. */
async function store(job: TranscodeJob, codec: 'htj2k' | 'jpeg', codestream: Uint8Array, ends: number[], preview: number): Promise<TranscodeResult> {
  await mkdir(dirname(job.target), { recursive: true });
  await writeFile(`${job.target}.part`, codestream);
  await rename(`${job.target}.part`, job.target);
  return { ok: true, codec, ends, preview, sha256: createHash('sha256').update(codestream).digest('hex'), codestream };
}
