import { sql } from 'kysely';
import type { Hl7Code } from '#shared/protocol/hl7.ts';
import type { Tx } from '../store/database.ts';
import { applyAdmission } from './apply/admission.ts';
import { Applying } from './apply/applying.ts';
import { applyMerge } from './apply/merge.ts';
import { applyOrders } from './apply/orders.ts';
import { applyResults } from './apply/results.ts';
import type { Facts } from './facts.ts';
import { Hl7Fault } from './message/fault.ts';

/** One message as it came, and what it says; `fault` when it could not be understood. */
export interface Heard {
  organisationId: string;
  sender: string;
  controlId: string;
  bodySha256: string;
  type: string;
  sentAt: string | null;
  raw: Uint8Array;
  content: { facts: Facts } | { fault: Hl7Code };
}

export interface Outcome {
  code: Hl7Code;
  /** Consults to tell about. */
  consults: string[];
}

/** Inbox and effect in one transaction: what is answered with AA is both kept and applied, once. */
export async function hear(tx: Tx, heard: Heard): Promise<Outcome> {
  const { organisationId, sender, controlId, content } = heard;
  const before =
    'fault' in content
      ? undefined
      : await tx
          .selectFrom('hl7_inbox')
          .select('body_sha256')
          .where('organisation_id', '=', organisationId)
          .where('sender', '=', sender)
          .where('control_id', '=', controlId)
          .where('state', '<>', 'rejected')
          .executeTakeFirst();
  if (before?.body_sha256 === heard.bodySha256) return { code: 'HL7_DUPLICATE', consults: [] };
  const now = new Date().toISOString();
  const { id } = await tx
    .insertInto('hl7_inbox')
    .values({
      organisation_id: organisationId,
      sender,
      control_id: controlId,
      body_sha256: heard.bodySha256,
      type: heard.type,
      received_at: now,
      sent_at: heard.sentAt,
      raw: heard.raw,
      // Until it is applied it claims no control id.
      state: 'rejected',
      code: 'HL7_CONTROL_ID_REUSED',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (before !== undefined) {
    await dropOldRejected(tx, organisationId);
    return { code: 'HL7_CONTROL_ID_REUSED', consults: [] };
  }
  return settle(tx, { id, organisationId, sender, sentAt: heard.sentAt, receivedAt: now }, now, content);
}

export interface HeardAgain {
  id: number;
  organisationId: string;
  content: Heard['content'];
}

/** A message from the inbox once more, after what kept it from being understood was mended. */
export async function hearAgain(tx: Tx, { id, organisationId, content }: HeardAgain): Promise<Outcome> {
  const own = await tx
    .selectFrom('hl7_inbox')
    .select(['sender', 'control_id', 'sent_at', 'received_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const claimed = await tx
    .selectFrom('hl7_inbox')
    .select('id')
    .where('organisation_id', '=', organisationId)
    .where('sender', '=', own.sender)
    .where('control_id', '=', own.control_id)
    .where('state', '<>', 'rejected')
    .where('id', '<>', id)
    .executeTakeFirst();
  // The sender has mended it and sent it again.
  if (claimed !== undefined) return { code: 'HL7_CONTROL_ID_REUSED', consults: [] };
  const kept = { id, organisationId, sender: own.sender, sentAt: own.sent_at, receivedAt: own.received_at };
  return settle(tx, kept, new Date().toISOString(), content);
}

interface Kept {
  id: number;
  organisationId: string;
  sender: string;
  sentAt: string | null;
  receivedAt: string;
}

async function settle(tx: Tx, kept: Kept, now: string, content: Heard['content']): Promise<Outcome> {
  const { id, organisationId, sender, sentAt, receivedAt } = kept;
  const clock = `hl7:${sender.split('|').at(-1) ?? ''}`.slice(0, 80);
  const applying = new Applying(tx, { organisationId, inboxId: id, now, clock, sentAt, receivedAt });
  const code = 'fault' in content ? content.fault : await attempt(applying, content.facts);
  const state = code === 'HL7_APPLIED' ? 'applied' : code === 'HL7_REVIEW' ? 'review' : 'rejected';
  await tx
    .updateTable('hl7_inbox')
    .set({ state, code, unmapped: JSON.stringify([...applying.unmapped]), applied_at: state === 'rejected' ? null : now })
    .where('id', '=', id)
    .execute();
  if (state === 'rejected') {
    await dropOldRejected(tx, organisationId);
    return { code, consults: [] };
  }
  const consults = [...applying.changed];
  if (consults.length > 0)
    await tx
      .updateTable('consult')
      .set((eb) => ({ version: eb('version', '+', 1) }))
      .where('id', 'in', consults)
      .execute();
  return { code, consults };
}

/** Rejected messages kept of an organisation: a sender that is set up wrongly must not fill the disk. */
export const REJECTED_KEPT = 1_000;

/** Nothing refers to a message that had no effect. */
async function dropOldRejected(tx: Tx, organisationId: string): Promise<void> {
  const rejected = tx.selectFrom('hl7_inbox').where('organisation_id', '=', organisationId).where('state', '=', 'rejected');
  const oldest = await rejected.select('id').orderBy('id', 'desc').offset(REJECTED_KEPT).limit(1).executeTakeFirst();
  if (oldest === undefined) return;
  await tx
    .deleteFrom('hl7_inbox')
    .where('organisation_id', '=', organisationId)
    .where('state', '=', 'rejected')
    .where('id', '<=', oldest.id)
    .execute();
}

/** All of a message's effect, or none of it and why. */
async function attempt(applying: Applying, facts: Facts): Promise<Hl7Code> {
  const { tx } = applying;
  await sql`SAVEPOINT effect`.execute(tx);
  try {
    const review = await apply(applying, facts);
    await sql`RELEASE effect`.execute(tx);
    return review ? 'HL7_REVIEW' : 'HL7_APPLIED';
  } catch (error) {
    if (!(error instanceof Hl7Fault)) throw error;
    await sql`ROLLBACK TO effect`.execute(tx);
    return error.code;
  }
}

function apply(applying: Applying, facts: Facts): Promise<boolean> {
  switch (facts.kind) {
    case 'admission':
      return applyAdmission(applying, facts);
    case 'merge':
      return applyMerge(applying, facts);
    case 'orders':
      return applyOrders(applying, facts);
    case 'results':
      return applyResults(applying, facts);
  }
}
