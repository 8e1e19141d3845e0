import { asRun, smallSlices } from './data/cta.ts';
import { oursDoor } from './ingest/doors.ts';
import { atMost, type Outcome, resultRow } from './result.ts';
import { startOurs } from './servers/ours.ts';
import { residentMb } from './servers/process.ts';
import { stow } from './servers/stow.ts';

const INSTANCES = 10_000;
const PER_STUDY = 500;
/** The codestreams of one study are made, and what is left over is collected, within this, ms. */
const SETTLE_MS = 1_500;
/** Studies after which the code is warm and the memory counts as the start. */
const WARM = 4;
/** More than this at the end, MB, is growth. */
const ALLOWED_MB = 60;

/** Resident memory of the server over 10,000 instances of 64 × 64. */
export async function benchMemory(): Promise<Outcome> {
  const server = await startOurs();
  try {
    const door = await oursDoor(server);
    const small = smallSlices(PER_STUDY);
    const levels: number[] = [];
    for (let run = 1; run * PER_STUDY <= INSTANCES; run++) {
      const { slices } = asRun(small, run);
      const answer = await stow({ port: door.port, path: '/dicomweb/studies', cookie: door.cookie!, slices });
      if (answer.status !== 200) throw new Error(`STOW answered ${answer.status}`);
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      levels.push(residentMb(server.pid));
    }
    const [start, end] = [levels[WARM - 1]!, levels.at(-1)!];
    const course = levels.map((level) => level.toFixed(0)).join(' ');
    const note = `levels after every ${PER_STUDY} instances, the frame cache of at most 256 MB among them: ${course} MB; peer: the level after ${WARM * PER_STUDY}`;
    return {
      rows: [resultRow({ name: `server RSS over ${INSTANCES} instances`, unit: 'MB', ours: levels.slice(WARM - 1), peer: [start], note })],
      goals: [atMost(`server RSS after ${INSTANCES} instances, MB more than after ${WARM * PER_STUDY}`, end - start, ALLOWED_MB)],
    };
  } finally {
    await server.dispose();
  }
}
