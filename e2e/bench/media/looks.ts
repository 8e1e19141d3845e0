import type { Page } from 'playwright-core';
import { QUALITY } from '../../../client/viewer/stream/messages.ts';

/** What the far page hears and sees over a while. */
export interface Heard {
  /** Sound that was neither there nor silence, and was made up by the browser. */
  gapMsPerMinute: number;
  lostPerMinute: number;
  framesPerSecond: number;
  /** What sound took of the line, with its headers. */
  soundBps: number;
}

interface Counted {
  at: number;
  concealed: number;
  lost: number;
  frames: number;
  soundBytes: number;
}

/** A jump that takes longer is counted as so long, ms. */
const JUMP_LIMIT_MS = 30_000;

/** IPv4, UDP and the authentication tag of SRTP round each packet, bytes. */
const AROUND_BYTES = 20 + 8 + 16;

/** Counters of all connections of the page (webrtc-stats §8.5). `frames`: of the widest picture. */
export const heardSoFar = (page: Page): Promise<Counted> =>
  page.evaluate(`(async () => {
    const sum = { at: performance.now(), concealed: 0, lost: 0, frames: 0, soundBytes: 0 };
    let widest = 0;
    for (const connection of globalThis.mediaConnections())
      for (const one of (await connection.getStats()).values()) {
        if (one.type !== 'inbound-rtp') continue;
        if (one.kind === 'audio') {
          sum.concealed += (one.concealedSamples ?? 0) - (one.silentConcealedSamples ?? 0);
          sum.soundBytes += (one.bytesReceived ?? 0) + (one.headerBytesReceived ?? 0) + ${AROUND_BYTES} * (one.packetsReceived ?? 0);
          sum.lost += Math.max(0, one.packetsLost ?? 0) + (one.packetsDiscarded ?? 0);
        } else if (one.mid !== 'probator' && (one.frameWidth ?? 0) >= widest) {
          widest = one.frameWidth ?? 0;
          sum.frames = one.framesDecoded ?? 0;
        }
      }
    return sum;
  })()`) as Promise<Counted>;

export function heardBetween(before: Counted, after: Counted): Heard {
  const minutes = (after.at - before.at) / 60_000;
  return {
    gapMsPerMinute: (after.concealed - before.concealed) / 48 / minutes,
    lostPerMinute: (after.lost - before.lost) / minutes,
    framesPerSecond: (after.frames - before.frames) / (minutes * 60),
    soundBps: ((after.soundBytes - before.soundBytes) * 8) / (minutes * 60),
  };
}

/** One jump. Times from the press, ms. */
export interface Jumped {
  /** Until the bytes of the whole slice left the stream worker for a decoder; null: they were here before. */
  servedMs: number | null;
  /** Until it was on the screen. */
  drawnMs: number;
  sop: string;
}

/** Clicks on the load bar, as a share of its height, and waits until that slice is whole on the screen. */
export async function jump(page: Page, place: number, idOf: (sop: string) => number | undefined): Promise<Jumped> {
  const stream = page.workers().find((worker) => worker.url().includes('stream-worker'))!;
  await stream.evaluate(`(${NOTE_WHOLE})()`);
  const seen = page.evaluate(`(${UNTIL_WHOLE})(${JUMP_LIMIT_MS})`) as Promise<{ ms: number; sop: string; began: number }>;
  const box = (await page.getByRole('slider').first().boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height * place);
  const { ms, sop, began } = await seen;
  const left = (await stream.evaluate(`globalThis.wholeAt.get(${idOf(sop)}) ?? null`)) as number | null;
  return { servedMs: left === null ? null : left - began, drawnMs: ms, sop };
}

/** In the stream worker: notes when each whole slice is handed to a decoder, ms since the epoch. */
const NOTE_WHOLE = `() => {
  const first = globalThis.wholeAt === undefined;
  globalThis.wholeAt = new Map();
  if (!first) return;
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (job, transfer) {
    if (job.quality === ${QUALITY.full}) globalThis.wholeAt.set(job.id, performance.timeOrigin + performance.now());
    postMessage.call(this, job, transfer);
  };
}`;

const UNTIL_WHOLE = `(limit) => new Promise((resolve) => {
  const pane = document.querySelector('[data-place="0"]');
  let began;
  const from = pane.dataset.slice;
  document.addEventListener('pointerdown', () => { began = performance.now(); }, { capture: true, once: true });
  const look = () => {
    const ms = performance.now() - (began ?? performance.now());
    if (began !== undefined && pane.dataset.slice !== from && pane.dataset.fidelity === 'lossless') resolve({ ms, sop: pane.dataset.sopUid, began: performance.timeOrigin + began });
    else if (ms > limit) resolve({ ms: limit, sop: pane.dataset.sopUid, began: performance.timeOrigin + began });
    else requestAnimationFrame(look);
  };
  look();
})`;
