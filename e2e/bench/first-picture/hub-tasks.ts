import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signIn } from '../../support/api.ts';
import { asRun, patientOf, thinCta } from '../data/cta.ts';
import { ended } from '../servers/process.ts';

/** A head as a scanner sends it, slices. */
const SLICES = 140;

export interface Waiting {
  readonly consultId: string;
  readonly cookie: string;
}

/** The emergency physician opens a consult for a patient whose images are still to come; the neurologist is let in. */
export async function openConsult({ port, run }: { port: number; run: number }): Promise<Waiting> {
  const server = { url: `http://127.0.0.1:${port}` } as Parameters<typeof signIn>[0];
  const ed = await signIn(server, 'ed');
  const { id } = await ed.json<{ id: string }>('/api/consults', { method: 'POST', body: JSON.stringify({ mrn: patientOf(run) }) });
  return { consultId: id, cookie: (await signIn(server, 'neuro')).cookie };
}

/** What storescu says before its first byte, once it has looked into all files. */
const FIRST_BYTE = 'Requesting Association';

/** Sends the series with storescu beside the server; answers the moment of its first byte, ms since 1970. */
export async function sendSeries({ dimse, run }: { dimse: number; run: number }): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-send-'));
  const { slices } = asRun({ ...thinCta(), slices: thinCta().slices.slice(0, SLICES) }, run);
  for (const [i, { bytes }] of slices.entries()) writeFileSync(join(folder, `${String(i).padStart(4, '0')}.dcm`), bytes);
  const command = ['-v', '+sd', '-aet', 'RIVERSIDE_CT', '-aec', 'HYPERACUTE', '127.0.0.1', String(dimse), folder];
  let began = Number.NaN;
  const child = spawn('storescu', command, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, TCP_NODELAY: '1' } });
  const hear = (words: Buffer) => {
    if (Number.isNaN(began) && words.includes(FIRST_BYTE)) began = Date.now();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  await ended(child);
  rmSync(folder, { recursive: true });
  if (child.exitCode !== 0) throw new Error(`storescu ended with ${child.exitCode}`);
  return began;
}
