import { describe, expect, it } from 'vitest';
import { SHAPE, STUDY } from '../testing/series.ts';
import { Catalogue, type CatalogueEvent } from './catalogue.ts';

const series = (uid = 's') => ({
  seriesInstanceUid: uid,
  studyInstanceUid: STUDY.studyInstanceUid,
  modality: 'CT',
  description: '',
  number: 1,
  role: 'ncct-thick' as const,
  frames: 3,
  shape: SHAPE,
  documentKind: null,
  documents: [],
});
const frame = (id: number, z: number) => ({
  id,
  series: 's',
  sop: `sop.${id}`,
  frame: 1,
  number: id,
  position: [0, 0, z] as [number, number, number],
});

describe('catalogue', () => {
  it('[VW19] puts frames in reading order whatever the order of arrival', () => {
    const catalogue = new Catalogue();
    catalogue.apply({ t: 'frames', frames: [frame(3, 9), frame(1, 3)] });
    catalogue.apply({ t: 'series', series: [series()] });
    catalogue.apply({ t: 'frames', frames: [frame(2, 6)] });
    expect(catalogue.series('s')!.slices.map(({ frame: { id } }) => id)).toEqual([1, 2, 3]);
  });

  it('gives a frame the shape of its series except where it differs', () => {
    const catalogue = new Catalogue();
    catalogue.apply({ t: 'series', series: [series()] });
    catalogue.apply({ t: 'frames', frames: [frame(1, 0), { ...frame(2, 1), differs: { rows: 100, pixelSpacing: null } }] });
    expect(catalogue.shape(1)).toEqual(SHAPE);
    expect(catalogue.shape(2)).toEqual({ ...SHAPE, rows: 100, pixelSpacing: null });
  });

  it('[VW6] remembers why a frame cannot be shown until it can', () => {
    const catalogue = new Catalogue();
    const events: CatalogueEvent[] = [];
    catalogue.listen((event) => events.push(event));
    catalogue.apply({ t: 'failed', frames: [{ id: 1, why: 'damaged' }] });
    expect(catalogue.failure(1)).toBe('damaged');
    catalogue.states([[1, 8]]);
    expect(catalogue.failure(1)).toBeUndefined();
    expect(events).toEqual([
      { kind: 'states', ids: [1] },
      { kind: 'states', ids: [1] },
    ]);
  });

  it('forgets a study that was removed', () => {
    const catalogue = new Catalogue();
    catalogue.apply({ t: 'studies', studies: [STUDY] });
    catalogue.apply({ t: 'series', series: [series()] });
    catalogue.apply({ t: 'frames', frames: [frame(1, 0)] });
    catalogue.apply({ t: 'removed', studyInstanceUid: STUDY.studyInstanceUid });
    expect([catalogue.studies(), catalogue.allSeries(), catalogue.frame(1), catalogue.find('sop.1')]).toEqual([
      [],
      [],
      undefined,
      undefined,
    ]);
  });
});
