import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root, type TestServer } from './server.ts';

const run = promisify(execFile);

/** Real data, where it lies; null (said in one line) where it is absent. */
export function realData(...path: string[]): string | null {
  const folder = join(process.env['HYPERACUTE_TEST_DATA'] ?? join(root, '../shared/data'), ...path);
  if (existsSync(folder)) return folder;
  process.stderr.write(`real data ${path.join('/')} is not here: going on without it\n`);
  return null;
}

export const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

export const headCt = (): string[] | null => {
  const folder = realData('dicom', '01_ct_head_ncct_ge_human_tilt_uneven');
  return folder === null ? null : filesIn(folder);
};

/** dcmtk's storescu; resolves with its output, rejects when any object failed. */
export async function storescu(
  server: Pick<TestServer, 'dimse'>,
  files: readonly string[],
  options: { aet?: string; extra?: string[] } = {},
): Promise<string> {
  const { stdout, stderr } = await run(
    'storescu',
    [
      '-v',
      '-aet',
      options.aet ?? 'RIVERSIDE_CT',
      '-aec',
      'HYPERACUTE',
      ...(options.extra ?? []),
      '127.0.0.1',
      String(server.dimse),
      ...files,
    ],
    {
      maxBuffer: 2 ** 26,
      env: { ...process.env, TCP_NODELAY: '1' },
    },
  );
  return stdout + stderr;
}
