import { parentPort, workerData } from 'node:worker_threads';
import type { ConsultRecord } from '#shared/protocol/record.ts';
import { makePdf } from './pdf.ts';

const bytes = await makePdf(workerData as ConsultRecord);
parentPort?.postMessage(bytes, [bytes.buffer as ArrayBuffer]);
