import { expect, it } from 'vitest';
import { threadsNow } from './thread-share.ts';

it('[TR8] one core is left to the doors while objects come in, and one thread always works', () => {
  expect([threadsNow(4, 0), threadsNow(4, 99), threadsNow(4, 100), threadsNow(4, Number.POSITIVE_INFINITY)]).toEqual([3, 3, 4, 4]);
  expect([threadsNow(2, 0), threadsNow(1, 0), threadsNow(1, 100)]).toEqual([1, 1, 1]);
});
