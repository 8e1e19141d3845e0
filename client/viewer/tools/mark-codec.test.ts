import { describe, expect, it } from 'vitest';
import { Catalogue } from '../catalogue/catalogue.ts';
import { SHAPE, STUDY } from '../testing/series.ts';
import { isSound, toAnnotation, toMark } from './mark-codec.ts';

function catalogue(): Catalogue {
  const made = new Catalogue();
  made.apply({ t: 'studies', studies: [STUDY] });
  made.apply({
    t: 'series',
    series: [
      {
        seriesInstanceUid: 's',
        studyInstanceUid: STUDY.studyInstanceUid,
        modality: 'CT',
        description: '',
        number: 1,
        role: 'ncct-thick',
        frames: 1,
        shape: SHAPE,
        documentKind: null,
        documents: [],
      },
    ],
  });
  made.apply({ t: 'frames', frames: [{ id: 7, series: 's', sop: 'sop.7', frame: 1, number: 1, position: [0, 0, 0] }] });
  return made;
}
const mark = {
  uid: 'mark-0001',
  tool: 'Length' as const,
  studyInstanceUid: STUDY.studyInstanceUid,
  seriesInstanceUid: 's',
  sopInstanceUid: 'sop.7',
  frame: 1,
  frameOfReferenceUid: SHAPE.frameOfReferenceUid!,
  points: [
    [1, 2, 3],
    [4, 5, 6],
  ] as [number, number, number][],
  normal: [0, 0, -1] as [number, number, number],
  up: [0, -1, 0] as [number, number, number],
};

describe('[VW24] marks on the wire', () => {
  it('come back as they went', () => {
    const annotation = toAnnotation(mark, catalogue())!;
    expect(annotation.metadata.referencedImageId).toBe('slice:7');
    expect(toMark(annotation, catalogue(), null)).toEqual(mark);
  });

  it('are plain numbers on a grid, also from typed arrays', () => {
    const annotation = toAnnotation(mark, catalogue())!;
    annotation.data.handles!.points = [Float32Array.of(1.00004, 2, 3), Float32Array.of(4, 5, 6)] as unknown as number[][];
    expect(JSON.stringify(toMark(annotation, catalogue(), null)!.points)).toBe('[[1,2,3],[4,5,6]]');
  });

  it('wait while their slice is not known', () => {
    expect(toAnnotation({ ...mark, sopInstanceUid: 'other' }, catalogue())).toBeNull();
  });

  it('are not told while they are incomplete', () => {
    const annotation = toAnnotation({ ...mark, tool: 'Angle' } as never, catalogue())!;
    expect(toMark(annotation, catalogue(), null)).toBeNull();
  });
});

it('[VW8] lets in no mark that could stop the drawing', () => {
  expect(isSound(mark)).toBe(true);
  for (const bad of [
    { points: [[1, 2, 3]] },
    { points: [[1, 2, 3], null] },
    {
      points: [
        [1, 2, 3],
        [4, Number.NaN, 6],
      ],
    },
    {
      points: [
        [1, 2, 3],
        [4, 1e9, 6],
      ],
    },
    { tool: 'EllipticalROI' },
    { tool: 'Crosshairs' },
    { points: undefined },
    { normal: [0, 0] },
    { text: 'x'.repeat(501) },
  ]) {
    expect(isSound({ ...mark, ...bad } as never)).toBe(false);
  }
});
