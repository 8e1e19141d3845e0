import { z } from 'zod';
import { type Role, role } from './http.ts';

/** Calling the neurologist: who is on call, who is rung, what came of it. Instants are ISO 8601 UTC, server clock. */

/** Roles that can be on call. A coordinator takes a call to find somebody; a neurologist who enters has it then. */
export const ON_CALL_ROLES: readonly Role[] = ['neurologist', 'interventionalist', 'coordinator'];

export const DECLINE_REASONS = ['busy', 'network', 'specialty', 'other'] as const;
export const declineReason = z.enum(DECLINE_REASONS);
export type DeclineReason = z.infer<typeof declineReason>;

export const answerCall = z.discriminatedUnion('answer', [
  z.strictObject({ answer: z.literal('accept') }),
  z.strictObject({ answer: z.literal('decline'), reason: declineReason, words: z.string().trim().max(200).default('') }),
]);
export type AnswerCall = z.input<typeof answerCall>;

export const callPerson = z.object({ personId: z.string(), name: z.string(), role, site: z.string() });
export type CallPerson = z.infer<typeof callPerson>;

export const callStep = z.object({
  person: callPerson,
  round: z.int(),
  since: z.string(),
  until: z.string(),
  /** null: it rings. 'ended': the call ended before this person answered. */
  outcome: z.enum(['accepted', 'declined', 'no-answer', 'ended']).nullable(),
  at: z.string().nullable(),
  reason: declineReason.or(z.literal('')),
  words: z.string(),
});
export type CallStep = z.infer<typeof callStep>;

export const callView = z.object({
  consultId: z.string(),
  site: z.object({ id: z.string(), name: z.string() }),
  openedAt: z.string(),
  /** 'none': this consult never called. 'nobody': nobody is rung any more, and the alarm stands. */
  state: z.enum(['none', 'asked', 'ringing', 'nobody', 'accepted', 'ended']),
  /** When this call was begun, last. */
  startedAt: z.string().nullable(),
  /** Stop and look: everybody is told to use the telephone. It may stand while it goes on ringing. */
  alarm: z.object({ since: z.string(), why: z.enum(['nobody-answered', 'nobody-on-call']) }).nullable(),
  /** `next`: who is rung at `until`; null: the round is over then, and everybody is alarmed. */
  ringing: z
    .object({
      person: callPerson,
      since: z.string(),
      until: z.string(),
      position: z.int(),
      of: z.int(),
      next: callPerson.nullable(),
    })
    .nullable(),
  /** Who is on call now, in the order in which they are called. */
  onCall: z.array(callPerson),
  /** Of this call, oldest first. */
  steps: z.array(callStep),
  accepted: z.object({ person: callPerson, at: z.string() }).nullable(),
  /** Rises with every change; a client drops what is older than what it has. */
  version: z.int(),
});
export type CallView = z.infer<typeof callView>;

/** Seconds that a call rings for one person, at the least and at most. */
export const CALL_SECONDS = { least: 2, most: 600 } as const;
/** Lines of one hub's roster. */
const MAX_LINES = 200;

/** One line of the roster. Both instants null: always. */
const instant = z.iso.datetime();
export const onCallLine = z
  .strictObject({ personId: z.string().min(1).max(64), from: instant.nullable(), until: instant.nullable() })
  .refine((line) => line.from === null || line.until === null || Date.parse(line.from) < Date.parse(line.until), {
    message: 'a shift ends after it begins',
  });
export type OnCallLine = z.infer<typeof onCallLine>;

export const onCallContact = z.strictObject({
  personId: z.string().min(1).max(64),
  email: z.boolean(),
  webhookUrl: z
    .url({ protocol: /^https$/ })
    .max(500)
    .nullable(),
  /** Left out: the secret stays. Empty: there is none any more. */
  webhookSecret: z.string().max(200).optional(),
});

export const onCallPlan = z.object({
  version: z.int(),
  seconds: z.int(),
  lines: z.array(onCallLine),
  /** Everybody of the hub who can be on call. */
  people: z.array(
    z.object({
      personId: z.string(),
      name: z.string(),
      role,
      address: z.string(),
      email: z.boolean(),
      webhookUrl: z.string().nullable(),
      hasSecret: z.boolean(),
      /** What became of the last webhook and e-mail: '' before the first. */
      last: z.array(z.object({ kind: z.enum(['webhook', 'email']), at: z.string(), state: z.string(), why: z.string() })),
    }),
  ),
  /** Person ids, in the order in which they are called now. */
  now: z.array(z.string()),
  /** The server can send mail. */
  mail: z.boolean(),
});
export type OnCallPlan = z.infer<typeof onCallPlan>;

export const putOnCall = z.strictObject({
  /** Of the plan that was changed: CONFLICT when somebody else has changed it meanwhile. */
  version: z.int(),
  seconds: z.int().min(CALL_SECONDS.least).max(CALL_SECONDS.most),
  lines: z.array(onCallLine).max(MAX_LINES),
  contacts: z.array(onCallContact).max(MAX_LINES),
});
export type PutOnCall = z.infer<typeof putOnCall>;

/** What a webhook is sent: nothing of the patient. */
export const callWebhook = z.object({
  event: z.literal('call-ringing'),
  /** The same number twice is the same ring, sent again. */
  ring: z.int(),
  consultId: z.string(),
  hospital: z.string(),
  reason: z.literal('Suspected stroke'),
  link: z.string(),
  minutesSinceOpened: z.int(),
  answerBy: z.string(),
});
export type CallWebhook = z.infer<typeof callWebhook>;
