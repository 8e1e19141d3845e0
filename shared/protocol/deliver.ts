import { z } from 'zod';

/** What of a signed consult goes to other systems, where to, and what became of it. */

/** HL7 v2 ORU^R01 and MDM^T02, DICOM structured report and key object selection; in the order in which one record is sent. */
export const deliveryKind = z.enum(['oru', 'mdm', 'sr', 'kos']);
export type DeliveryKind = z.infer<typeof deliveryKind>;

/** `waiting`: not sent, or sent and not acknowledged. `failed`: a person must look. `cancelled`: a person gave it up. */
export const deliveryState = z.enum(['waiting', 'sent', 'failed', 'cancelled']);
export type DeliveryState = z.infer<typeof deliveryState>;

/** `archive` is the product's own store: every site has one, and nobody adds or removes it. */
export const destinationKind = z.enum(['archive', 'mllp', 'dimse', 'stow']);
export type DestinationKind = z.infer<typeof destinationKind>;

const host = z.string().regex(/^[\w.:-]{1,253}$/);
const port = z.int().min(1).max(65_535);
const aeTitle = z.string().regex(/^[\x21-\x5b\x5d-\x7e]{1,16}$/);
/** Names in MSH-3 to MSH-6 (HD, namespace). */
const hl7Name = z.string().regex(/^[\x20-\x7e]{0,180}$/);

export const mllpSettings = z.strictObject({
  host,
  port,
  tls: z.boolean().default(false),
  sendingApplication: hl7Name.default('HYPERACUTE'),
  sendingFacility: hl7Name.default(''),
  receivingApplication: hl7Name.default(''),
  receivingFacility: hl7Name.default(''),
});
export const dimseSettings = z.strictObject({ host, port, tls: z.boolean().default(false), calledAe: aeTitle, callingAe: aeTitle });
export const stowSettings = z.strictObject({
  /** Of the DICOMweb service: `/studies` is added. */
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    // What stands in a URL ends up in logs.
    .refine((given) => new URL(given).username === '' && new URL(given).search === '', { message: 'no user name and no query' }),
  /** Value of the Authorization header; '' sends none. Never shown again. */
  authorization: z
    .string()
    .regex(/^[\x20-\x7e]{0,4000}$/)
    .default(''),
});

const name = z.string().trim().min(1).max(80);
const gets = <const K extends readonly DeliveryKind[]>(...kinds: K) => z.array(z.enum(kinds)).min(1);

export const newDestination = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('mllp'), name, gets: gets('oru', 'mdm').default(['oru']), settings: mllpSettings }),
  z.strictObject({ kind: z.literal('dimse'), name, gets: gets('sr', 'kos').default(['sr', 'kos']), settings: dimseSettings }),
  z.strictObject({ kind: z.literal('stow'), name, gets: gets('sr', 'kos').default(['sr', 'kos']), settings: stowSettings }),
]);
export type NewDestination = z.infer<typeof newDestination>;

export const destinationView = z.object({
  id: z.string(),
  kind: destinationKind,
  name: z.string(),
  gets: z.array(deliveryKind),
  /** Where it is, in one line; no secret. */
  address: z.string(),
  enabled: z.boolean(),
  waiting: z.int(),
  failed: z.int(),
});
export type DestinationView = z.infer<typeof destinationView>;

export const patchDestination = z.strictObject({ enabled: z.boolean() });

/** One document on its way to one destination: nothing of its content. */
export const deliveryView = z.object({
  id: z.int(),
  consultId: z.string(),
  version: z.int(),
  destination: z.object({ id: z.string(), name: z.string(), kind: destinationKind, site: z.string() }),
  kind: deliveryKind,
  state: deliveryState,
  tries: z.int(),
  /** While it waits. */
  nextTryAt: z.string().nullable(),
  /** Of the last attempt; '' when there is none or it went well. */
  error: z.string(),
  /** The same in words: what happened, what to do. */
  errorText: z.string(),
  createdAt: z.string(),
  /** When it was acknowledged, failed or was given up. */
  settledAt: z.string().nullable(),
  /** MSH-10 or SOP Instance UID. */
  identifier: z.string(),
});
export type DeliveryView = z.infer<typeof deliveryView>;

export const outboxView = z.object({
  destinations: z.array(destinationView),
  deliveries: z.array(deliveryView),
  /** What a person must look at: failed, and waiting for longer than `LATE_MS`. */
  failed: z.int(),
  late: z.int(),
});
export type OutboxView = z.infer<typeof outboxView>;

/** Waiting for longer than this is worth an alert, ms. */
export const LATE_MS = 15 * 60_000;

export const deliveryDecision = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('send-again') }),
  z.strictObject({ decision: z.literal('give-up'), reason: z.string().trim().min(1).max(300) }),
]);

/**
 * Why a document has not arrived. `retry`: `connection` says nothing about the document, it is tried until it arrives; `receiver` is the
 * receiver's answer to this very document, tried a few times; `never` needs a person. No text holds anything of a patient.
 */
export const DELIVERY_FAULTS = {
  NO_CONNECTION: { retry: 'connection', text: 'Nobody answers at its address. Check address, port and firewall.' },
  TLS_FAILED: { retry: 'connection', text: 'The encrypted connection could not be made. Check the certificates of both sides.' },
  CONNECTION_LOST: {
    retry: 'connection',
    text: 'The connection ended before it was acknowledged. It is sent again, as the same document.',
  },
  NO_ANSWER: { retry: 'connection', text: 'It was sent and not acknowledged in time. It is sent again, as the same document.' },
  ANSWER_INVALID: { retry: 'connection', text: 'What was answered is no acknowledgement of it. Check what listens at that address.' },
  NOT_ALLOWED: { retry: 'connection', text: 'The receiver does not let us in. Check AE titles or credentials on both sides.' },
  RECEIVER_BUSY: { retry: 'connection', text: 'The receiver has no room or no time for it now.' },
  ARCHIVE_BUSY: { retry: 'connection', text: 'The own archive could not store it. Check the disk.' },
  HL7_ERROR: { retry: 'receiver', text: 'The receiver could not process it (AE). Look for it in the receiver’s own list of errors.' },
  RECEIVER_ERROR: { retry: 'receiver', text: 'The receiver failed while it stored it. Look into the receiver’s own log.' },
  HL7_REJECTED: { retry: 'never', text: 'The receiver rejects it (AR). Its interface team can say why; then send it again.' },
  CLASS_REFUSED: {
    retry: 'never',
    text: 'The receiver takes no objects of this kind. Allow them there, or take this kind out of the destination.',
  },
  STORE_REFUSED: { retry: 'never', text: 'The receiver refuses this object. Its administrator can say why; then send it again.' },
  KEPT_ASIDE: { retry: 'never', text: 'The own archive has kept it aside, because it contradicts what is stored. See “Kept aside”.' },
  IMAGE_MISSING: { retry: 'never', text: 'It cannot be made: an image it refers to is not in the archive.' },
  NOT_MADE: { retry: 'never', text: 'It cannot be made from the signed record. This is a fault of the program: report it.' },
} as const satisfies Record<string, { retry: 'connection' | 'receiver' | 'never'; text: string }>;
export type DeliveryFaultCode = keyof typeof DELIVERY_FAULTS;
