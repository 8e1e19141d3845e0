import { expect, it } from 'vitest';
import { nextDecode } from './decode-plan.ts';
import type { Quality } from './messages.ts';

const table = (entries: Record<number, Quality>) => (id: number) => entries[id] ?? 0;

it('[VW17] decodes what is on the screen first, then frames without a picture, then better pictures', () => {
  const wanted = { shown: [5], window: [6, 4, 7] };
  expect(nextDecode(wanted, table({ 5: 8, 6: 7 }), table({ 5: 7 }))).toBe(5);
  expect(nextDecode(wanted, table({ 5: 8, 6: 8, 4: 7 }), table({ 5: 8, 6: 7 }))).toBe(4);
  expect(nextDecode(wanted, table({ 5: 8, 6: 8, 4: 7 }), table({ 5: 8, 6: 7, 4: 7 }))).toBe(6);
  expect(nextDecode(wanted, table({ 5: 8, 9: 8 }), table({ 5: 8 }))).toBeNull();
});
