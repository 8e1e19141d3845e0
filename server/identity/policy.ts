import { ON_CALL_ROLES } from '#shared/protocol/call.ts';
import type { Role } from '#shared/protocol/http.ts';
import { BEDSIDE, CARE_TEAM, CLINICIANS, TREATING } from '#shared/protocol/roles.ts';

/** Every "may X do Y to Z" is answered here, from facts alone. */

export type Actor =
  | {
      kind: 'person';
      personId: string;
      name: string;
      email: string;
      role: Role;
      organisationId: string;
      organisationName: string;
      organisationKind: 'spoke' | 'hub';
    }
  | { kind: 'key'; keyId: string; organisationId: string };

/** Whose name stands under a decision, and for which organisation they decide. */
export type Decider = Pick<Extract<Actor, { kind: 'person' }>, 'personId' | 'organisationId'>;

/** Which tenant a thing belongs to, and which hubs that tenant has linked itself with. */
export interface Tenancy {
  organisationId: string;
  linkedHubs: readonly string[];
}

export const ACTIONS = [
  'consult.read',
  'consult.open',
  'consult.change',
  'consult.accept',
  'consult.upload',
  'identity.compare',
  'identity.decide',
  'call.start',
  'call.answer',
  'on-call.read',
  'on-call.change',
  'chart.write',
  'chart.examine',
  'chart.decide',
  'chart.arrange',
  'chart.sign',
  'marks.write',
  'marks.moderate',
  'media.join',
  'media.send',
  'media.consent',
  'media.camera',
  'guest.invite',
  'guest.admit',
  'dicomweb.read',
  'dicomweb.store',
  'admin.read',
  'admin.change',
] as const;
export type Action = (typeof ACTIONS)[number];

/**
 * Roles that may do it inside their reach; reach is own organisation, and for consult actions the linked hubs too. An observer (a trainee, a
 * quality nurse) reads, sees and hears, and neither writes nor sends.
 */
const TABLE: Record<Action, { roles: readonly Role[]; reach: 'own' | 'linked'; key: boolean }> = {
  'consult.read': { roles: [...CARE_TEAM, 'observer'], reach: 'linked', key: false },
  'consult.open': { roles: BEDSIDE, reach: 'own', key: false },
  'consult.change': { roles: TREATING, reach: 'linked', key: false },
  'consult.accept': { roles: ['neurologist', 'interventionalist'], reach: 'linked', key: false },
  'call.start': { roles: CARE_TEAM, reach: 'linked', key: false },
  /** A coordinator who is rung finds somebody; their answer gives way to the neurologist's own. */
  'call.answer': { roles: ON_CALL_ROLES, reach: 'linked', key: false },
  'on-call.read': { roles: [...CARE_TEAM, 'admin'], reach: 'own', key: false },
  'on-call.change': { roles: ['coordinator', 'admin'], reach: 'own', key: false },
  'consult.upload': { roles: CARE_TEAM, reach: 'linked', key: false },
  /** Both identities side by side: whoever treats the patient, at either end. */
  'identity.compare': { roles: TREATING, reach: 'linked', key: false },
  /** The site's own people, who can read the wristband and whose registers it is. */
  'identity.decide': { roles: TREATING, reach: 'own', key: false },
  'chart.write': { roles: CARE_TEAM, reach: 'linked', key: false },
  /** Scores, measured values, findings, and the release of a dose. */
  'chart.examine': { roles: TREATING, reach: 'linked', key: false },
  'chart.decide': { roles: CLINICIANS, reach: 'linked', key: false },
  'chart.arrange': { roles: [...CLINICIANS, 'coordinator'], reach: 'linked', key: false },
  'chart.sign': { roles: ['neurologist'], reach: 'linked', key: false },
  'marks.write': { roles: TREATING, reach: 'linked', key: false },
  'marks.moderate': { roles: ['neurologist'], reach: 'linked', key: false },
  'media.join': { roles: [...CARE_TEAM, 'observer'], reach: 'linked', key: false },
  'media.send': { roles: CARE_TEAM, reach: 'linked', key: false },
  /** The bedside's own camera: nobody else can allow it to be moved. */
  'media.consent': { roles: BEDSIDE, reach: 'own', key: false },
  'media.camera': { roles: CLINICIANS, reach: 'linked', key: false },
  'guest.invite': { roles: CARE_TEAM, reach: 'linked', key: false },
  'guest.admit': { roles: TREATING, reach: 'linked', key: false },
  'dicomweb.read': { roles: [...CARE_TEAM, 'admin'], reach: 'own', key: true },
  'dicomweb.store': { roles: [...CARE_TEAM, 'admin'], reach: 'own', key: true },
  'admin.read': { roles: [...CARE_TEAM, 'admin'], reach: 'own', key: false },
  'admin.change': { roles: ['admin'], reach: 'own', key: false },
};

/** True when the actor may do it to something of that tenancy. */
export function may(actor: Actor, action: Action, on: Tenancy): boolean {
  const rule = TABLE[action];
  const own = actor.organisationId === on.organisationId;
  if (actor.kind === 'key') return rule.key && own;
  if (!rule.roles.includes(actor.role)) return false;
  return own || (rule.reach === 'linked' && actor.organisationKind === 'hub' && on.linkedHubs.includes(actor.organisationId));
}
