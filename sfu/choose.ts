import type { SfuLoad } from './sfu.ts';

/** One SFU that may take a room. `own`: in the server's process. */
export interface Candidate {
  id: string;
  region: string;
  own: boolean;
  ready: boolean;
  load: SfuLoad;
}

/** What one worker has to forward, on average: each stream in and each stream out, and who is about to send and receive. */
const perWorker = ({ load }: Candidate): number => (load.peers + load.producers + load.consumers) / Math.max(1, load.workers);

/**
 * Which SFU takes a new room: one of the site's region ('' is anywhere) before any other, an SFU process of its own before the server's, then the
 * least loaded. Undefined when none is ready.
 */
export function chooseSfu(candidates: readonly Candidate[], region: string): Candidate | undefined {
  const rank = (one: Candidate): number[] => [Number(region !== '' && one.region !== region), Number(one.own), perWorker(one)];
  return candidates
    .filter((one) => one.ready)
    .toSorted((a, b) => {
      const [left, right] = [rank(a), rank(b)];
      const differs = left.findIndex((value, index) => value !== right[index]);
      return differs === -1 ? a.id.localeCompare(b.id) : left[differs]! - right[differs]!;
    })[0];
}
