import { expect, it } from 'vitest';
import { markValues } from './mark-values.ts';

it('[CH62] of two axes the longer is the long one, whichever was drawn first', () => {
  const [long, short] = [
    [
      [0, 0, 0],
      [20, 0, 0],
    ],
    [
      [5, -3, 0],
      [5, 4, 0],
    ],
  ] as [[[number, number, number], [number, number, number]], [[number, number, number], [number, number, number]]];
  const expected = [
    { name: 'Long axis', value: 20, unit: 'mm' },
    { name: 'Short axis', value: 7, unit: 'mm' },
  ];
  expect(markValues({ tool: 'Bidirectional', points: [...long, ...short] })).toEqual(expected);
  expect(markValues({ tool: 'Bidirectional', points: [...short, ...long] })).toEqual(expected);
});
