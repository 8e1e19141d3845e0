import { type DecodeLane, StreamEngine } from './engine.ts';
import type { Socket } from './link.ts';
import type { DecodeAnswer, FromWorker, Quality, ToWorker } from './messages.ts';

/** Entry of the stream worker: owns the socket and the codestreams, hands decoding to workers of its own. */
const scope = globalThis as unknown as WorkerScopeLike;
let engine: StreamEngine | null = null;

scope.onmessage = ({ data }) => {
  if (data.k === 'open') {
    engine = new StreamEngine({
      connect: () => new WebSocket(data.url) as unknown as Socket,
      lanes: Array.from({ length: data.decoders }, startLane),
      memoryLimit: data.memoryLimit,
      post: (message, transfer) => scope.postMessage(message, transfer ?? []),
    });
    engine.start();
  } else engine?.tell(data);
};

addEventListener('online', () => engine?.network(true));
addEventListener('offline', () => engine?.network(false));

/** A decode worker answers in the order it was asked, and is asked one at a time. */
function startLane(): DecodeLane {
  const worker = new Worker(new URL('./decode-worker.ts', import.meta.url), { type: 'module' });
  let answered: ((answer: DecodeAnswer) => void) | null = null;
  let asked: { id: number; quality: Quality } | null = null;
  worker.onmessage = ({ data }: MessageEvent<DecodeAnswer>) => answered?.(data);
  worker.onerror = (event) => {
    event.preventDefault();
    if (asked) answered?.({ ok: false, ...asked, why: 'the decoder stopped' });
  };
  return {
    decode: (job) =>
      new Promise((resolve) => {
        answered = resolve;
        asked = { id: job.id, quality: job.quality };
        worker.postMessage(job, [job.bytes.buffer]);
      }),
  };
}

interface WorkerScopeLike {
  onmessage: ((event: { data: ToWorker }) => void) | null;
  postMessage(message: FromWorker, transfer: Transferable[]): void;
}
