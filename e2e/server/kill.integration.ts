import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { signIn } from '../support/api.ts';
import { makeCt } from '../support/make-ct.ts';
import { startServer } from '../support/server.ts';

const ROUNDS = 20;
const SLICES = 30;
/** When the server is killed, ms after the first bytes: somewhere in between, another place each round. */
const KILL_FIRST_MS = 40;
const KILL_WITHIN_MS = 300;

/** The data set of a Part 10 file as it went over C-STORE: what must come back, byte for byte. */
function dataSetHash(file: Buffer): string {
  return createHash('sha256')
    .update(file.subarray(144 + file.readUInt32LE(140)))
    .digest('hex');
}

/** Sends until the connection dies; the files whose success the sender was told are the ledger. */
function send(dimse: number, files: string[], onStarted: () => void): Promise<string[]> {
  return new Promise((resolve) => {
    const sender = spawn('storescu', ['-v', '-aet', 'RIVERSIDE_CT', '-aec', 'HYPERACUTE', '127.0.0.1', String(dimse), ...files], {
      env: { ...process.env, TCP_NODELAY: '1' },
    });
    let out = '';
    const listen = (data: Buffer) => {
      if (out === '') onStarted();
      out += data.toString();
    };
    sender.stdout.on('data', listen);
    sender.stderr.on('data', listen);
    sender.on('close', () => {
      const acknowledged: string[] = [];
      let current = '';
      for (const line of out.split('\n')) {
        const sending = /Sending file: (.+)$/.exec(line)?.[1];
        if (sending !== undefined) current = sending;
        if (line.includes('Received Store Response (Success)')) acknowledged.push(current);
      }
      resolve(acknowledged);
    });
  });
}

test(`[CA3] [TR7] kill -9 during ingest, ${ROUNDS} times: nothing acknowledged is lost, nothing partial is visible`, {
  timeout: 300_000,
}, async () => {
  const server = await startServer();
  const ledger = new Map<string, string>();
  let killedInTheMiddle = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const files = await makeCt({ slices: SLICES, mrn: 'KILL', name: 'INVENTED^KILL', size: 256, seed: round });
    const { promise: started, resolve } = Promise.withResolvers<void>();
    const sending = send(server.dimse, files, resolve);
    await started;
    await pause(KILL_FIRST_MS + ((round * 37) % KILL_WITHIN_MS));
    await server.kill();
    const acknowledged = await sending;
    if (acknowledged.length > 0 && acknowledged.length < SLICES) killedInTheMiddle++;
    for (const file of acknowledged) ledger.set(basename(file), dataSetHash(readFileSync(file)));
    await server.restart();
  }
  const ed = await signIn(server, 'ed');
  const studies = (await ed.consults()).flatMap((consult) =>
    consult.studies.map((study) => ({ consult: consult.id, uid: study.studyInstanceUID })),
  );
  const stored = new Set<string>();
  for (const { consult, uid } of studies) {
    const base = `/api/consults/${consult}/dicomweb/studies/${uid}`;
    const instances = await ed.json<Record<string, { Value?: string[] }>[]>(`${base}/instances`);
    for (const instance of instances) {
      const path = `${base}/series/${instance['0020000E']!.Value![0]}/instances/${instance['00080018']!.Value![0]}`;
      const bytes = Buffer.from(await (await ed.fetch(path, { headers: { accept: 'application/dicom' } })).arrayBuffer());
      stored.add(dataSetHash(bytes));
    }
  }
  expect(killedInTheMiddle).toBeGreaterThan(ROUNDS / 4);
  expect([...ledger].filter(([, hash]) => !stored.has(hash))).toEqual([]);
  await server.dispose();
});
