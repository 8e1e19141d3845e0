import { z } from 'zod';

export const role = z.enum(['emergency-physician', 'nurse', 'neurologist', 'interventionalist', 'coordinator', 'observer', 'admin']);
export type Role = z.infer<typeof role>;

export const signIn = z.strictObject({ email: z.string().min(3).max(254), password: z.string().min(1).max(1024) });

export const me = z.object({
  person: z.object({ id: z.string(), name: z.string(), email: z.string(), role }),
  /** `zone`: IANA, of its clocks. */
  organisation: z.object({ id: z.string(), name: z.string(), kind: z.enum(['spoke', 'hub']), zone: z.string() }),
  /** The evaluation network: shown beside the name so that nobody takes it for real. */
  mode: z.enum(['evaluation', 'production']),
});
export type Me = z.infer<typeof me>;

export const consultState = z.enum(['open', 'stood-down', 'closed', 'undone']);
export type ConsultState = z.infer<typeof consultState>;

export const consultPatient = z.object({ name: z.string(), mrn: z.string(), birthDate: z.string(), sex: z.string() });

export const consultStudy = z.object({
  studyInstanceUID: z.string(),
  description: z.string(),
  instances: z.int(),
  modalities: z.array(z.string()),
  /** ISO instants, server clock: first and last object received. */
  firstReceivedAt: z.string(),
  lastReceivedAt: z.string(),
  prior: z.boolean(),
  date: z.string(),
});

/** Whom to call when sound is lost: a hospital of the consult and its number. */
export const callBack = z.object({ siteId: z.string(), site: z.string(), phone: z.string() });
export type CallBack = z.infer<typeof callBack>;

/** `screen`: of large-vessel occlusion, with its verdict. Ages in years; `eta`: ISO instant. */
export const announced = z.object({
  ageFrom: z.int(),
  ageTo: z.int(),
  sex: z.string(),
  eta: z.string().nullable(),
  screen: z.object({ name: z.string(), score: z.int(), positive: z.boolean() }).nullable(),
});
export type Announced = z.infer<typeof announced>;

export const consultSummary = z.object({
  id: z.string(),
  state: consultState,
  /** `zone`: IANA; local times are told in it, wherever the reader is. */
  site: z.object({ id: z.string(), name: z.string(), zone: z.string() }),
  /** The site's own number and those of its hubs, where they are known. */
  callBack: z.array(callBack),
  patient: consultPatient,
  /** ISO instant, server clock. */
  openedAt: z.string(),
  openedBy: z.enum(['images', 'order', 'person', 'notification']),
  /** Hue index (0…7) of this patient: header and viewport frames, so that two consults cannot be mixed up. */
  hue: z.int().min(0).max(7),
  studies: z.array(consultStudy),
  /** Who is in the room now. */
  present: z.array(z.object({ personId: z.string(), name: z.string(), role, site: z.string(), hue: z.int() })),
  acceptedBy: z.object({ personId: z.string(), name: z.string(), at: z.string() }).nullable(),
  /** Objects kept aside because somebody must decide. */
  needsReview: z.int(),
  /** Rises with every change; a client drops what is older than what it has. */
  version: z.int(),
  /** Newest entry of the chart; 0 when it is empty. */
  chartSeq: z.int(),
  /** ISO instants; null when it is not known. */
  lastKnownWell: z.object({ from: z.string(), to: z.string() }).nullable(),
  /** The last change of state, with its reason. */
  stateReason: z.string(),
  /** What was told before the patient came; null when nothing was. */
  announced: announced.nullable(),
  /** The consult that this one has become part of. */
  joinedInto: z.string().nullable(),
  /** Consults that have become part of this one, and how many entries people made there: they stay there. */
  joinedFrom: z.array(z.object({ id: z.string(), entries: z.int() })),
  /** The last time another patient was put here. Everyone in the room confirms having seen it; `seenBy`: their ids. */
  identityChange: z
    .object({ id: z.int(), at: z.string(), before: consultPatient, after: consultPatient, seenBy: z.array(z.string()) })
    .nullable(),
});
export type ConsultSummary = z.infer<typeof consultSummary>;

/** Somebody who has written in a consult, here now or not: the name beside a mark. */
export const consultPerson = z.object({ personId: z.string(), name: z.string(), role, site: z.string(), hue: z.int() });
export type ConsultPerson = z.infer<typeof consultPerson>;

export const openConsult = z.strictObject({
  mrn: z.string().max(64).optional(),
  name: z.string().max(324).optional(),
  birthDate: z.string().max(10).optional(),
  sex: z.enum(['M', 'F', 'O', '']).optional(),
});

export const patchConsult = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('stand-down'), reason: z.string().min(1).max(300) }),
  z.strictObject({ action: z.literal('close'), reason: z.string().min(1).max(300) }),
  z.strictObject({ action: z.literal('undo-opening'), reason: z.string().min(1).max(300) }),
  z.strictObject({ action: z.literal('re-open'), reason: z.string().min(1).max(300) }),
  z.strictObject({ action: z.literal('accept') }),
]);
export type PatchConsult = z.infer<typeof patchConsult>;

/** RFC 9457 problem details. */
export const problem = z.object({ type: z.string(), title: z.string(), status: z.int(), code: z.string(), detail: z.string().optional() });
export type Problem = z.infer<typeof problem>;
