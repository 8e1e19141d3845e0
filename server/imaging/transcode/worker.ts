import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { dirname } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { decodeFrame } from './decode.ts';
import { encodeHtj2k } from './htj2k.ts';
import type { TranscodeJob, TranscodeResult, Wanted } from './job.ts';
import { normalise } from './normalise.ts';
import { drawPicture } from './picture.ts';
import { readFrame } from './read-frame.ts';

/** One thread of the pool: one frame at a time, from the stored original to a codestream on disk. It may die; the pool replaces it. */

/** Receiving and answering go before making codestreams when cores are short. On Linux the nice value is the thread's own. */
const NICE = 10;
if (process.platform === 'linux') setPriority(0, NICE);

const JPEG_BASELINE = '1.2.840.10008.1.2.4.50';

parentPort?.on('message', (job: TranscodeJob) => {
  void transcode(job).then(
    (result) => parentPort?.postMessage(result, result.ok && result.bytes !== null ? [result.bytes.buffer as ArrayBuffer] : []),
    (error: unknown) =>
      parentPort?.postMessage({
        ok: false,
        why: error instanceof Error ? error.message : `the decoder failed (${String(error)})`,
      } satisfies TranscodeResult),
  );
});

async function transcode(job: TranscodeJob): Promise<TranscodeResult> {
  const { layout, pixels, want } = job;
  const source = await readFrame(job.file, layout, job.frame);
  const raw = await decodeFrame(source, layout.transferSyntaxUid, pixels);
  if (want.kind === 'raw') return { ok: true, kind: 'raw', bytes: raw.bytes.slice() };
  if (want.kind === 'picture') return { ok: true, kind: 'picture', bytes: await drawPicture(normalise(raw, pixels), pixels, want) };
  // A lossy original is sent as it is (decision 5); decoding it above proved that it can be.
  if (layout.transferSyntaxUid === JPEG_BASELINE) return store(want, 'jpeg', source.slice(), [source.length], 0);
  const { bytes, ends, preview } = await encodeHtj2k(normalise(raw, pixels), pixels.rows, pixels.columns);
  return store(want, 'htj2k', bytes, ends, preview);
}

const folders = new Set<string>();

/**
 * Written under a temporary name first: a file with the final name is whole. Not fsynced: it can be made again. This thread has
 * nothing else to do meanwhile.
 */
function store(
  { target, keep }: Extract<Wanted, { kind: 'codestream' }>,
  codec: 'htj2k' | 'jpeg',
  bytes: Uint8Array,
  ends: number[],
  preview: number,
): TranscodeResult {
  const folder = dirname(target);
  if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
  folders.add(folder);
  writeFileSync(`${target}.part`, bytes);
  renameSync(`${target}.part`, target);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { ok: true, kind: 'codestream', codec, ends, preview, sha256, bytes: keep ? bytes : null };
}
