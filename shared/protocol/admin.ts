import { z } from 'zod';

/** What the page "Connect a scanner" shows. */
export const siteInfo = z.object({
  organisation: z.object({ id: z.string(), name: z.string() }),
  dicom: z.object({
    host: z.string(),
    port: z.int().nullable(),
    aeTitle: z.string(),
    tls: z.boolean(),
    /** Titles that may send for this organisation, and from where; host and port: where it listens itself. */
    senders: z.array(z.object({ title: z.string(), source: z.string(), host: z.string().nullable(), port: z.int().nullable() })),
  }),
  stowUrl: z.string(),
});
export type SiteInfo = z.infer<typeof siteInfo>;

export const associationEntry = z.object({
  id: z.string(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  remoteAddress: z.string(),
  callingAe: z.string(),
  calledAe: z.string(),
  /** 'open', 'released', or why it was refused or aborted. */
  state: z.string(),
  refused: z.boolean(),
  /** What the scanner's engineer can do; '' when nothing is wrong. */
  fix: z.string(),
  echoes: z.int(),
  objects: z.int(),
  bytes: z.int(),
  /** How many objects got which answer, with its words. */
  answers: z.array(z.object({ code: z.string(), count: z.int(), advice: z.string() })),
  /** Kinds of object or encoding the scanner offered and we do not take. */
  refusedContexts: z.array(z.object({ abstractSyntax: z.string(), transferSyntaxes: z.array(z.string()), result: z.int() })),
});
export type AssociationView = z.infer<typeof associationEntry>;

export const echoRequest = z.strictObject({
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65_535),
  aeTitle: z.string().regex(/^[\x21-\x5b\x5d-\x7e]{1,16}$/),
});
export const echoAnswer = z.object({ ok: z.boolean(), ms: z.number(), reason: z.string() });

/** Who somebody is, as a system says. Dates `YYYYMMDD`; '' is not known. */
export const identity = z.strictObject({
  mrn: z.string().max(64),
  /** Issuer of the MRN. */
  issuer: z.string().max(64),
  name: z.string().max(400),
  birthDate: z.string().max(8),
  sex: z.string().max(1),
});
export type Identity = z.infer<typeof identity>;

/** Objects of one study kept aside for one reason; who they say the patient is, so that a person can decide. */
export const asideEntry = z.object({
  id: z.int(),
  count: z.int(),
  code: z.string(),
  advice: z.string(),
  receivedAt: z.string(),
  door: z.string(),
  sender: z.string(),
  patient: identity,
  /** What is stored under the same study already; null when nothing is. */
  known: identity.nullable(),
  /** As whom they may be taken in; none where only the sender can mend it. */
  takeInAs: z.array(identity),
  studyInstanceUID: z.string(),
});
export type AsideEntry = z.infer<typeof asideEntry>;

const reason = z.string().trim().min(1).max(300);
/** Of a whole group. `as`: one of `takeInAs`, as it was shown. */
export const asideDecision = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('dismiss'), reason }),
  z.strictObject({ decision: z.literal('take-in'), reason, as: identity }),
]);

/** One message of a hospital system, as the page shows it: no text of it, only what became of it. */
export const hl7Entry = z.object({
  id: z.int(),
  receivedAt: z.string(),
  /** MSH-7 less the receipt, s: how far the sender's clock is behind; null when the message names no time. */
  delaySeconds: z.number().nullable(),
  sender: z.string(),
  controlId: z.string(),
  type: z.string(),
  state: z.enum(['received', 'applied', 'review', 'rejected']),
  code: z.string(),
  advice: z.string(),
  /** Codes of results that neither the message nor the site's map names in LOINC. */
  unmapped: z.array(z.string()),
});
export type Hl7Entry = z.infer<typeof hl7Entry>;

/** A site's own codes of results → LOINC. */
export const labMap = z.record(z.string().min(1).max(64), z.string().regex(/^\d{1,5}-\d$/));

/** What a message would change of a patient whose consult is open. */
export const identityReview = z.object({
  id: z.int(),
  consultId: z.string(),
  /** `join`: a person picked this patient for an announced consult and it does not fit; `number`: another patient has the same number. */
  kind: z.enum(['merge', 'identity', 'join', 'number']),
  createdAt: z.string(),
  /** What the consult shows now, and what the message says; for a merge, the two patients. */
  now: identity,
  proposed: identity,
  /** What does not fit, in words. */
  why: z.array(z.string()),
});
export type IdentityReview = z.infer<typeof identityReview>;
/** `shown`: what the person saw side by side; anything else meanwhile is refused. */
export const identityDecision = z.strictObject({
  decision: z.enum(['accept', 'refuse']),
  reason: z.string().min(1).max(300),
  shown: z.strictObject({ now: identity, proposed: identity }).optional(),
});

/** What waits in one consult for somebody to say who the patient is, as the person who asks may see it. */
export const consultIdentity = z.object({
  /** Empty for those who may not compare. */
  reviews: z.array(identityReview),
  /** Kept aside because they name somebody else, counted as decisions ([CA6]); decided at the site. */
  aside: z.int(),
  may: z.object({ compare: z.boolean(), decide: z.boolean() }),
});
export type ConsultIdentity = z.infer<typeof consultIdentity>;
