import { describe, expect, it } from 'vitest';
import { imageWords } from './study-words.ts';

describe('[RM11] what a study is', () => {
  it.each([
    [['CT'], 'CT HEAD, CT ANGIOGRAPHY HEAD', 222, 'CT HEAD, CT ANGIOGRAPHY HEAD, 222 images'],
    [['CT', 'SR'], 'CT  HEAD', 1, 'SR CT HEAD, 1 image'],
    [['CT'], 'Head w/o', 30, 'CT Head w/o, 30 images'],
    [['CT'], 'CTA head', 2, 'CT CTA head, 2 images'],
    [['MR'], '', 0, 'MR, 0 images'],
    [[], '', 3, '3 images'],
  ])('[RM11] %j of %j with %i images', (modalities, description, instances, words) => {
    expect(imageWords([{ modalities, description, instances, prior: false }])).toBe(words);
  });

  it('[RM11] several one after another, priors not among them', () => {
    const study = { modalities: ['CT'], description: 'CT HEAD', instances: 2, prior: false };
    expect(imageWords([study, { ...study, prior: true }, { ...study, description: 'CTA', instances: 9 }])).toBe(
      'CT HEAD, 2 images · CT CTA, 9 images',
    );
    expect(imageWords([])).toBe('');
  });
});
