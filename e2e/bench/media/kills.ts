import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../support/api.ts';
import { mediaWorkers } from '../../video/support/workers.ts';
import { quantile } from '../collab/row.ts';
import { atMost, type Outcome, resultRow } from '../result.ts';
import { twoInChromium } from './two-in-chromium.ts';

const KILLS = 20;
/** A rest between two kills, ms: each is measured from a call that goes on undisturbed, as between two failures of a day. */
const REST_MS = 2_000;
/** So many frames of the other are a picture that goes on. */
const FIRST_FRAMES = 3;
/** [MD67], ms. */
const WITHIN_MS = 5_000;

/** A soak of its own: the media workers are killed over and over; how long two people in Chromium go without each other's picture. */
export async function benchKills(): Promise<Outcome> {
  const { server, nurse, neuro, close } = await twoInChromium();
  try {
    const people = [nurse, neuro];
    for (const one of people) await one.startVideo();
    const see = (frames: number) =>
      until(async () => (await Promise.all(people.map((one) => one.counters()))).every(({ framesDecoded }) => framesDecoded >= frames), 25);
    const times: number[] = [];
    for (let n = 0; n < KILLS; n++) {
      await see(FIRST_FRAMES);
      await pause(REST_MS);
      for (const pid of mediaWorkers(server.pid)) process.kill(pid, 'SIGKILL');
      const killed = performance.now();
      await until(async () => (await neuro.stage().getAttribute('data-video-state')) !== 'live', 10);
      await see(FIRST_FRAMES);
      times.push(performance.now() - killed);
    }
    console.log(`kills: ${times.map((ms) => ms.toFixed(0)).join(' ')} ms`);
    const name = 'media worker killed → everybody’s picture back';
    const note = `${KILLS} kills in a row; two Chromium people and the server on the same two cores`;
    return {
      rows: [
        resultRow({ name: `${name}, p50`, unit: 'ms', ours: times, note }),
        { ...resultRow({ name: `${name}, p95`, unit: 'ms', ours: times, note }), ours: Math.round(quantile(times, 0.95)) },
      ],
      goals: [atMost(`${name}, the worst of ${KILLS}, ms`, Math.max(...times), WITHIN_MS)],
    };
  } finally {
    await close();
  }
}
