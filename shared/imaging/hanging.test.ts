import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seriesRole } from '../protocol/stream.ts';
import { belongs, type HangingSeries, hang, LAYOUTS, priorFor } from './hanging.ts';

const NOW = { studyInstanceUid: 'now', prior: false, date: '20260314', time: '0215' };
const OLD = { studyInstanceUid: 'old', prior: true, date: '20240101', time: '0900' };
const OLDER = { studyInstanceUid: 'older', prior: true, date: '20200101', time: '0900' };
const series = (uid: string, role: HangingSeries['role'], overrides: Partial<HangingSeries> = {}): HangingSeries => ({
  seriesInstanceUid: uid,
  studyInstanceUid: 'now',
  role,
  frames: 30,
  number: 1,
  documentKind: null,
  ...overrides,
});

describe('[VW21] stroke hanging protocol', () => {
  it('hangs the non-contrast head left and the angiogram right', () => {
    expect(hang([NOW], [series('cta', 'cta'), series('ncct', 'ncct-thick')], '1x2')).toEqual(['ncct', 'cta']);
  });

  it('leaves nothing empty that something can fill, and keeps each for its own place', () => {
    expect(hang([NOW], [series('cta', 'cta')], '1x2')).toEqual([null, 'cta']);
    expect(hang([NOW], [series('a', 'ncct-thick'), series('b', 'ncct-thin')], '1x2')).toEqual(['b', 'a']);
    expect(hang([NOW], [series('cta', 'cta')], '1x1')).toEqual(['cta']);
  });

  it('hangs no scout, dose page or document by itself, and a prior only when there is nothing else', () => {
    expect(hang([NOW], [series('s', 'scout'), series('d', 'dose'), series('r', 'document', { documentKind: 'sr' })], '2x2')).toEqual([
      null,
      null,
      null,
      null,
    ]);
    const prior = series('p', 'ncct-thick', { studyInstanceUid: 'old' });
    expect(hang([NOW, OLD], [prior, series('cta', 'cta')], '1x2')).toEqual([null, 'cta']);
    expect(hang([OLD], [prior], '1x1')).toEqual(['p']);
  });

  it('keeps what is decided, and finds another place for what it takes away', () => {
    const [ncct, cta] = [series('ncct', 'ncct-thick'), series('cta', 'cta')];
    expect(hang([NOW], [ncct, cta], '1x2', new Map([[0, 'cta']]))).toEqual(['cta', 'ncct']);
    expect(hang([NOW], [ncct, cta], '1x2', new Map([[1, null]]))).toEqual(['ncct', null]);
    const prior = series('p', 'ncct-thick', { studyInstanceUid: 'old' });
    expect(hang([NOW, OLD], [prior, cta], '1x2', new Map([[0, 'cta']]))).toEqual(['cta', null]);
  });

  it('never hangs a series twice', () => {
    const any = fc.array(fc.record({ role: fc.constantFrom(...seriesRole.options), frames: fc.nat(50), number: fc.option(fc.nat(9)) }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(any, fc.constantFrom(...LAYOUTS), (specs, layout) => {
        const hung = hang(
          [NOW],
          specs.map((spec, i) => series(`s${i}`, spec.role, spec)),
          layout,
        ).filter((uid) => uid !== null);
        expect(new Set(hung).size).toBe(hung.length);
      }),
    );
  });

  it('knows which series were meant for a place', () => {
    expect(belongs(0, 'ncct-thin')).toBe(true);
    expect(belongs(0, 'cta')).toBe(false);
    expect(belongs(1, 'cta')).toBe(true);
  });

  it('finds the newest prior of the same kind', () => {
    const all = [
      series('now', 'ncct-thin'),
      series('old', 'ncct-thick', { studyInstanceUid: 'old' }),
      series('older', 'ncct-thick', { studyInstanceUid: 'older' }),
      series('cta', 'cta', { studyInstanceUid: 'old' }),
    ];
    expect(priorFor('now', [NOW, OLDER, OLD], all)).toBe('old');
    expect(priorFor('cta', [NOW], all)).toBeNull();
  });
});
