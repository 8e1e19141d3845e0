import { setTimeout as pause } from 'node:timers/promises';
import { atMost, median, type Outcome, resultRow } from './result.ts';
import { startHub } from './servers/hub.ts';
import { onShapedLines } from './shaper/on-shaped-lines.ts';
import { SideProcess } from './stream/side.ts';

const ROUNDS = 5;
const LINK = { downMbit: 10, upMbit: 3, rttMs: 50 };
const PORTS = { http: 8080, dimse: 11112 };
/** Time for the stream to fill the line before anybody draws, ms. */
const FILL_MS = 1_000;

/** Two people annotate over a shaped line, alone (G12) and while a series streams to the same place (G13). */
export const benchRoomOnLink = (): Promise<Outcome> =>
  onShapedLines('room-on-link', async (network, closers) => {
    const server = await startHub(network, { http: PORTS.http, dimse: PORTS.dimse });
    closers.push(server.dispose);
    const start = (side: 'hub' | 'spoke') => {
      const made = new SideProcess(network.prefix(side));
      closers.push(() => made.close());
      return made;
    };
    const hub = start('hub');
    const loaded = await hub.call('loadOurs', { key: 'head', port: PORTS.http });
    const people = await hub.call('twoPeople', { port: PORTS.http });
    const { hub: host } = await network.lane(LINK);
    const writers = start('spoke');
    const room = { host, port: PORTS.http, people };
    const [alone, beside] = [[] as number[], [] as number[]];
    let lost = 0;
    for (let i = 0; i < ROUNDS; i++) {
      const quiet = await writers.call('annotate', room);
      const viewer = start('spoke');
      const streaming = viewer.call('oursRun', { loaded, host, port: PORTS.http, jumpAt: null }).catch(() => null);
      await pause(FILL_MS);
      const busy = await writers.call('annotate', room);
      await viewer.close();
      await streaming;
      alone.push(quiet.p99);
      beside.push(busy.p99);
      lost += quiet.lost + busy.lost;
    }
    return outcomeOf(alone, beside, lost);
  });

function outcomeOf(alone: number[], beside: number[], lost: number): Outcome {
  const title = `two people drag at 30 Hz, ${LINK.downMbit} Mbit/s ${LINK.rttMs} ms`;
  const limit = LINK.rttMs;
  return {
    rows: [
      resultRow({ name: `${title}: p99`, unit: 'ms', ours: alone, limit }),
      resultRow({ name: `${title}: p99 while a series streams to the same place`, unit: 'ms', ours: beside, limit }),
      resultRow({ name: `${title}: updates lost`, unit: 'updates', ours: [lost] }),
    ],
    goals: [
      atMost(`G12 ${title}: p99, ms, RTT + 20 ms`, median(alone), LINK.rttMs + 20),
      atMost(`G13 ${title}: p99 beside a stream, ms, below 100`, median(beside), 100),
      atMost(`${title}: updates lost`, lost, 0),
    ],
  };
}
