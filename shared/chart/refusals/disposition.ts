import { dispositionOf } from '../disposition.ts';
import type { Refusals } from './refusal.ts';

const UNKNOWN_HOSPITAL = 'This hospital is not in the list of the site.';

export const dispositionRefusals: Refusals = {
  candidate: (_entries, { hospital }, { policy }) => (policy.hospitals.some(({ id }) => id === hospital) ? null : UNKNOWN_HOSPITAL),
  disposition: (_entries, { hospital, plan }, { policy, now }) => {
    if (hospital !== null && !policy.hospitals.some(({ id }) => id === hospital)) return UNKNOWN_HOSPITAL;
    return plan !== null && Date.parse(plan.nextLook) <= now ? 'The next look lies in the past.' : null;
  },
  trigger: (entries) => (dispositionOf(entries)?.body.plan ? null : 'There is no plan with triggers: the patient is not kept here.'),
};
