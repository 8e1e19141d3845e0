import { NIHSS_ITEMS, type NihssAnswers, type NihssItem } from '../../clinical/nihss.ts';
import type { Body } from '../../protocol/chart/chart.ts';

/** All items scored, and all of them 0. */
export const NORMAL_EXAM = Object.fromEntries(NIHSS_ITEMS.map(({ id }) => [id, 0])) as Record<NihssItem, number>;

/** NIHSS 17 as a left hemisphere's large vessel occlusion gives it. */
export const EXAM_OF_17 = {
  ...NORMAL_EXAM,
  '1c': 1,
  '2': 2,
  '3': 1,
  '4': 2,
  '5b': 4,
  '6b': 3,
  '8': 1,
  '9': 2,
  '10': 1,
} satisfies NihssAnswers;

/** A reading of the images that found nothing. */
export const CLEAR_IMAGES: Body<'findings'> = {
  haemorrhage: 'no',
  hypodensity: 'no',
  massEffect: 'no',
  occlusion: 'none',
  side: null,
  perfusion: null,
  readOn: [],
};
/** The same with an occlusion of the left ICA or M1. */
export const LEFT_M1: Body<'findings'> = { ...CLEAR_IMAGES, occlusion: 'ica-m1', side: 'left' };
