import { workerData } from 'node:worker_threads';
import dimse from 'dcmjs-dimse';
import { sampleCase } from './case.ts';
import { filesUnder } from './files.ts';
import { sampleMessages, sendMessages } from './messages.ts';

/**
 * Renders (or reads) the sample case and sends it through the real doors: messages as a hospital system would, then pictures as a
 * scanner would. A thread of its own: rendering takes seconds.
 */

export interface SampleSetup {
  host: string;
  port: number;
  callingAe: string;
  calledAe: string;
  /** Folder of DICOM files to send instead of the built-in head. */
  folder: string | null;
  /** MLLP port; what is sent there belongs to the built-in head. */
  mllp: number | null;
}

const EXPLICIT_LE = '1.2.840.10008.1.2.1';
/** Objects sent on one association: the first picture is there while the rest is still being made. */
const PER_ASSOCIATION = 16;

const setup = workerData as SampleSetup;
dimse.log.setLevel('silent');

function* requests(): Generator<InstanceType<typeof dimse.requests.CStoreRequest>> {
  if (setup.folder !== null) for (const file of filesUnder(setup.folder)) yield new dimse.requests.CStoreRequest(file);
  else for (const elements of sampleCase(new Date())) yield new dimse.requests.CStoreRequest(new dimse.Dataset(elements, EXPLICIT_LE));
}

function send(some: InstanceType<typeof dimse.requests.CStoreRequest>[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const client = new dimse.Client();
    client.on('closed', () => resolve());
    client.on('networkError', reject);
    for (const request of some) client.addRequest(request);
    client.send(setup.host, setup.port, setup.callingAe, setup.calledAe);
  });
}

if (setup.folder === null && setup.mllp !== null) await sendMessages(setup.host, setup.mllp, sampleMessages(Date.now()));

let waiting: InstanceType<typeof dimse.requests.CStoreRequest>[] = [];
for (const request of requests()) {
  waiting.push(request);
  if (waiting.length < PER_ASSOCIATION) continue;
  await send(waiting);
  waiting = [];
}
if (waiting.length > 0) await send(waiting);
