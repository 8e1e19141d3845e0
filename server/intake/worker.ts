import { parentPort, workerData } from 'node:worker_threads';
import type { AssociationEvent, DimseHost } from './dimse/context.ts';
import { DIMSE_LIMITS } from './dimse/limits.ts';
import { deliverReport, echo } from './dimse/outgoing.ts';
import { DimseServer } from './dimse/server.ts';
import { Spool } from './spool.ts';
import type { SpoolFile } from './spool-file.ts';
import type { FromWorker, Port, PortArguments, PortResults, ToWorker, WorkerSetup } from './worker-messages.ts';

/** The intake thread: spool, gate, hashes and the DICOM port. Nothing here touches the database. */
const port = parentPort!;
const setup = workerData as WorkerSetup;
const say = (message: FromWorker): void => port.postMessage(message);

/** Milliseconds that answers in progress get when the server stops. */
const CLOSE_PATIENCE = 5_000;

const calls = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
let lastCall = 0;
function ask<P extends Port>(name: P, ...args: PortArguments[P]): Promise<PortResults[P]> {
  lastCall += 1;
  const call = lastCall;
  return new Promise((resolve, reject) => {
    calls.set(call, { resolve, reject });
    say({ type: 'call', call, port: name, args });
  });
}

/** Events are told together: nobody looks at the association log more often, and each message wakes the main thread. */
const TELL_AFTER_MS = 50;
let untold: AssociationEvent[] = [];
function tell(event: AssociationEvent): void {
  if (untold.push(event) === 1) setTimeout(tellNow, TELL_AFTER_MS);
}
function tellNow(): void {
  if (untold.length > 0) say({ type: 'events', events: untold });
  untold = [];
}

const files = new Map<number, { file: SpoolFile; work: Promise<unknown> }>();
let stopping = false;

async function start(): Promise<void> {
  const spool = await Spool.open(setup.spoolDir, setup.limits.spool);
  const host: DimseHost = {
    limits: { ...DIMSE_LIMITS, ...setup.limits.dimse },
    get stopping() {
      return stopping;
    },
    begin: () => spool.begin(),
    resolveAe: (...args) => ask('resolveAe', ...args),
    accept: (...args) => ask('accept', ...args),
    verifyStored: (...args) => ask('verifyStored', ...args),
    saveCommitment: (...args) => ask('saveCommitment', ...args),
    commitmentDone: (...args) => ask('commitmentDone', ...args),
    event: tell,
  };
  const server = setup.dimse === null ? null : await DimseServer.listen(host, setup.dimse);

  port.on('message', (message: ToWorker) => {
    switch (message.type) {
      case 'write': {
        const { id } = message;
        let entry = files.get(id);
        if (entry === undefined) {
          entry = { file: spool.begin(), work: Promise.resolve() };
          files.set(id, entry);
        }
        const { file } = entry;
        entry.work = entry.work.then(() => writeAll(file, message.chunks)).then((bytes) => say({ type: 'written', id, bytes }));
        break;
      }
      case 'end': {
        const { id } = message;
        const { file, work } = files.get(id) ?? { file: spool.begin(), work: Promise.resolve() };
        files.delete(id);
        void work.then(() => file.end()).then((received) => say({ type: 'received', id, received }));
        break;
      }
      case 'abort': {
        const entry = files.get(message.id);
        files.delete(message.id);
        void entry?.work.then(() => entry.file.abort());
        break;
      }
      case 'answer': {
        const waiting = calls.get(message.call);
        calls.delete(message.call);
        if (message.ok) waiting?.resolve(message.value as never);
        else waiting?.reject(new Error('the main thread could not'));
        break;
      }
      case 'echo':
        void echo(message.target).then((result) => say({ type: 'echoed', call: message.call, result }));
        break;
      case 'deliver':
        void deliverReport(message.target, message.transaction.transactionUid, message.result).then((ok) =>
          say({ type: 'delivered', call: message.call, ok }),
        );
        break;
      case 'close':
        stopping = true;
        void Promise.resolve(server?.close(CLOSE_PATIENCE))
          .then(() => Promise.all([...files.values()].map(({ file }) => file.abort())))
          .then(() => {
            tellNow();
            say({ type: 'closed' });
          });
        break;
    }
  });
  say({ type: 'ready', dimsePort: server?.port ?? null });
}

async function writeAll(file: SpoolFile, chunks: readonly Uint8Array[]): Promise<number> {
  let bytes = 0;
  for (const chunk of chunks) {
    bytes += chunk.byteLength;
    const brake = file.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    if (brake !== undefined) await brake;
  }
  return bytes;
}

start().catch((error: NodeJS.ErrnoException) => say({ type: 'failed', reason: error.code ?? error.name }));
