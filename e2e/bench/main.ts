import { cleanUp } from './cleanup.ts';
import { benchDecode } from './decode/decode.ts';
import { benchFirstPicture } from './first-picture/first-picture.ts';
import { benchFrames } from './frames/frames.ts';
import { benchIngest } from './ingest/ingest.ts';
import { benchCapacity } from './media/capacity.ts';
import { benchJoin } from './media/join.ts';
import { benchKills } from './media/kills.ts';
import { benchMedia } from './media/media.ts';
import { benchSharedLink } from './media/shared-link.ts';
import { benchMemory } from './memory.ts';
import { type Outcome, saveOutcome } from './result.ts';
import { benchRoom } from './room.ts';
import { benchRoomOnLink } from './room-on-link.ts';
import { benchSoak } from './soak/soak.ts';
import { benchStream } from './stream/stream.ts';
import { printOutcome } from './table.ts';

/** `npm run bench [-- NAME …]`: runs the benchmarks, prints their tables, and writes `bench/results.json` (of a part, `NAME/PART`, its own rows). */

const BENCHES: Record<string, () => Promise<Outcome>> = {
  ingest: benchIngest,
  frames: benchFrames,
  stream: benchStream,
  'first-picture': benchFirstPicture,
  decode: benchDecode,
  room: benchRoom,
  'room-on-link': benchRoomOnLink,
  media: benchMedia,
  'media/join': benchJoin,
  'media/link': benchSharedLink,
  'media/capacity': benchCapacity,
  'media/kills': benchKills,
  memory: benchMemory,
  soak: benchSoak,
};
/** Half an hour of one browser, and parts of others: by name only. */
const byNameOnly = (name: string): boolean => name === 'soak' || name.includes('/');

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(BENCHES).filter((name) => !byNameOnly(name));
const unknown = names.find((name) => !Object.hasOwn(BENCHES, name));
if (unknown !== undefined) {
  console.error(`There is no benchmark "${unknown}"; there are: ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void cleanUp().then(() => process.exit(1)));
for (const name of names) {
  const started = performance.now();
  try {
    const outcome = await BENCHES[name]!();
    if (outcome.rows.length > 0) saveOutcome(name, outcome);
    printOutcome(name, outcome);
  } catch (error) {
    process.exitCode = 1;
    console.error(`${name} did not finish: ${error instanceof Error ? error.stack : String(error)}`);
  }
  console.log(`  (${name} took ${((performance.now() - started) / 1000).toFixed(0)} s)`);
}
process.exit();
