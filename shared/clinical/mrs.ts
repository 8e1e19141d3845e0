import { read } from './source.ts';

/** Modified Rankin scale, 0 to 5 for the living. A walking aid alone is not assistance (3). */
export const MRS = {
  grades: [
    'No symptoms',
    'Symptoms, but carries out all usual duties',
    'Slight disability: looks after own affairs without help',
    'Moderate disability: needs some help, walks without it',
    'Moderately severe: cannot walk or attend to the body without help',
    'Severe: bedridden, constant care',
  ],
  source: read('jnnp.bmj.com; radiopaedia, modified Rankin scale'),
} as const;
