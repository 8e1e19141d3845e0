import type { NihssItem } from './nihss.ts';

/** What each score of an item says, from 0, and how the item is tested. After the NIH Stroke Scale instructions (public domain). */
export const NIHSS_TEXTS: Record<NihssItem, { scores: readonly string[]; how: string }> = {
  '1a': {
    scores: [
      'Alert',
      'Drowsy: arouses to minor stimulation',
      'Stuporous: needs repeated or strong stimulation',
      'Coma: reflex movements or none',
    ],
    how: '3 only if there is no movement but reflexive posturing.',
  },
  '1b': {
    scores: ['Both right', 'One right', 'Neither right'],
    how: 'Month and age. The first answer counts. Aphasic or stuporous: 2. Intubated, severe dysarthria, language barrier: 1.',
  },
  '1c': {
    scores: ['Both done', 'One done', 'Neither done'],
    how: 'Open and close the eyes; grip and release the non-paretic hand. Another one-step command may stand in. First attempt only.',
  },
  '2': {
    scores: ['Normal', 'Partial palsy, can be overcome', 'Forced deviation, not overcome'],
    how: 'Horizontal only. Overcome by the oculocephalic manoeuvre: 1. Isolated nerve palsy: 1.',
  },
  '3': {
    scores: ['No loss', 'Partial hemianopia', 'Complete hemianopia', 'Bilateral, or blind'],
    how: 'Blind from any cause: 3. One eye lost: score the other. Extinction here: 1, and it counts for item 11.',
  },
  '4': {
    scores: ['Normal', 'Minor: flattened fold', 'Partial: lower face', 'Complete: one or both sides'],
    how: 'Show teeth, raise brows, close eyes.',
  },
  '5a': {
    scores: ['No drift', 'Drift, does not hit the bed', 'Some effort against gravity', 'No effort against gravity', 'No movement'],
    how: '90° sitting or 45° supine, 10 s. Begin with the non-paretic side. No noxious stimulus.',
  },
  '5b': {
    scores: ['No drift', 'Drift, does not hit the bed', 'Some effort against gravity', 'No effort against gravity', 'No movement'],
    how: '90° sitting or 45° supine, 10 s. Begin with the non-paretic side. No noxious stimulus.',
  },
  '6a': {
    scores: ['No drift', 'Drift, does not hit the bed', 'Some effort against gravity', 'No effort against gravity', 'No movement'],
    how: '30°, always supine, 5 s. Begin with the non-paretic side.',
  },
  '6b': {
    scores: ['No drift', 'Drift, does not hit the bed', 'Some effort against gravity', 'No effort against gravity', 'No movement'],
    how: '30°, always supine, 5 s. Begin with the non-paretic side.',
  },
  '7': {
    scores: ['Absent', 'In one limb', 'In two limbs'],
    how: 'Only if out of proportion to weakness; 0 when not understood or paralysed.',
  },
  '8': {
    scores: ['Normal', 'Mild to moderate loss', 'Severe or total loss'],
    how: 'Not on the hands. Stuporous or aphasic: usually 0 or 1. Coma: 2.',
  },
  '9': {
    scores: ['Normal', 'Mild to moderate aphasia', 'Severe aphasia', 'Mute, global aphasia'],
    how: 'The best effort counts. Coma: 3.',
  },
  '10': {
    scores: ['Normal', 'Mild to moderate: slurred, understood', 'Severe: not understood, or mute'],
    how: 'Intubated or another physical barrier: untestable, with the reason.',
  },
  '11': {
    scores: ['None', 'One modality', 'More than one modality, or profound'],
    how: 'Never untestable.',
  },
};
