import type { Role } from './http.ts';

// Who acts together. What each may do is decided in `server/identity/policy.ts`; pages show no button that would be refused.

/** Who reads images and decides on treatment. */
export const CLINICIANS: readonly Role[] = ['emergency-physician', 'neurologist', 'interventionalist'];
/** Whoever treats the patient, at either end. */
export const TREATING: readonly Role[] = [...CLINICIANS, 'nurse'];
/** Who stands beside the patient. */
export const BEDSIDE: readonly Role[] = ['emergency-physician', 'nurse'];
/** Everybody who works on a consult. */
export const CARE_TEAM: readonly Role[] = [...TREATING, 'coordinator'];
