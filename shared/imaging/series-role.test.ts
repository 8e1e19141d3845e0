import { describe, expect, test } from 'vitest';
import { type RoleTags, seriesRoleOf } from './series-role.ts';

const head: RoleTags = {
  modality: 'CT',
  sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
  imageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
  text: '',
  thickness: 5,
  contrast: false,
  colour: false,
  timePoints: 1,
  hasPixels: true,
};

describe('the role of a series', () => {
  test.each<[string, Partial<RoleTags>, string]>([
    ['a thick head without contrast', {}, 'ncct-thick'],
    ['a thin head without contrast', { thickness: 0.625 }, 'ncct-thin'],
    ['a head whose thickness is not known', { thickness: null }, 'ncct-thick'],
    ['contrast given, whatever the text says', { contrast: true, thickness: 0.5, text: 'head' }, 'cta'],
    ['an angiography by its text where no contrast tag is sent', { text: 'cta carotid', thickness: 0.6 }, 'cta'],
    ['a localizer by Image Type', { imageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] }, 'scout'],
    ['a scout by its name', { text: 'lateral scout' }, 'scout'],
    ['a dose page kept as CT', { imageType: ['DERIVED', 'SECONDARY', 'SCREEN SAVE'], text: 'exam summary' }, 'dose'],
    ['a dose report', { sopClassUid: '1.2.840.10008.5.1.4.1.1.88.67', hasPixels: false, modality: 'SR' }, 'dose'],
    ['a perfusion map in colour', { colour: true, imageType: ['DERIVED', 'SECONDARY'] }, 'perfusion-summary'],
    ['perfusion passes', { timePoints: 20 }, 'perfusion'],
    ['magnetic resonance', { modality: 'MR' }, 'mr'],
    ['ultrasound', { modality: 'US' }, 'other-image'],
    ['a structured report', { modality: 'SR', sopClassUid: '1.2.840.10008.5.1.4.1.1.88.22', hasPixels: false }, 'document'],
  ])('[PL8] %s', (_name, tags, role) => {
    expect(seriesRoleOf({ ...head, ...tags })).toBe(role);
  });

  test('[PL8] free text alone never makes a series with contrast a plain head', () => {
    expect(seriesRoleOf({ ...head, contrast: true, text: 'ncct head without contrast' })).toBe('cta');
  });
});
