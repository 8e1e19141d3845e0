import type { Outcome } from '../result.ts';
import { benchCapacity } from './capacity.ts';
import { benchJoin } from './join.ts';
import { benchSharedLink } from './shared-link.ts';

/** Sound and pictures: joining, what a worker carries, and one narrow link for them and the images. */
export async function benchMedia(): Promise<Outcome> {
  const parts = [await benchJoin(), await benchSharedLink(), await benchCapacity()];
  return { rows: parts.flatMap(({ rows }) => rows), goals: parts.flatMap(({ goals }) => goals) };
}
