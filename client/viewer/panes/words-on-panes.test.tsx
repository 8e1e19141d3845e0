import { describe, expect, it } from 'vitest';
import { SHAPE } from '../testing/series.ts';
import { dicomDate, dicomTime, personName } from './dicom-words.ts';
import { fidelity, fidelityWords } from './fidelity.ts';
import { letters } from './geometry.ts';
import { describeStates } from './load-bar.tsx';

describe('[VW23] load bar in words', () => {
  it('names the slices that have not arrived', () => {
    expect(describeStates(['lossless', 'none', 'none', 'none', 'lossless'])).toBe('Slices 2 to 4 have not arrived');
    expect(describeStates(['none', 'lossless'])).toBe('Slice 1 has not arrived');
    expect(describeStates(['none', 'lossless', 'none', 'none'])).toBe('Slices 1 and 3 to 4 have not arrived');
  });

  it('names failures and previews', () => {
    expect(describeStates(['lossless', 'failed', 'preview'])).toBe(
      'All slices have arrived. Slice 2 cannot be displayed. 1 slice is a preview',
    );
  });
});

describe('[VW22] words on the pixels', () => {
  it('never call a lossy original lossless', () => {
    const slice = { frame: {} as never, shape: { ...SHAPE, lossyOriginal: 'JPEG baseline' } };
    expect([fidelity({ quality: 8, slice }), fidelityWords({ quality: 8, slice })]).toEqual([
      'lossy-original',
      'lossy original: JPEG baseline',
    ]);
    expect(fidelityWords({ quality: 8, slice: { ...slice, shape: SHAPE } })).toBe('lossless');
    expect(fidelityWords({ quality: 7, slice })).toBe('preview');
  });

  it('write names, dates and times so that they cannot be taken for others', () => {
    expect(personName('DOE^JANE^Q')).toBe('DOE, JANE Q');
    expect(personName('Yamada^Tarou=山田^太郎')).toBe('Yamada, Tarou');
    expect(dicomDate('19510203')).toMatch(/Feb/);
    expect(dicomDate('unknown')).toBe('unknown');
    expect(dicomTime('021455.12')).toBe('02:14');
  });

  it('give the letters of a direction in the patient', () => {
    expect([letters([1, 0, 0]), letters([-1, 0, 0]), letters([0, 1, 0]), letters([0, 0, 1])]).toEqual(['L', 'R', 'P', 'H']);
    expect(letters([0, Math.sin(0.8), Math.cos(0.8)])).toBe('PH');
    // A gantry tilt of 18° does not change the letter.
    expect(letters([0, Math.cos(0.31), Math.sin(0.31)])).toBe('P');
  });
});
