import { createHash, randomBytes } from 'node:crypto';
import { AppError } from '#shared/protocol/errors.ts';
import type { GuestKind, InviteGuest } from '#shared/protocol/guest.ts';
import { newId } from '../identity/new-id.ts';
import type { Database, Tx } from '../store/database.ts';

/** Invitations of one consult that are good at the same time: more is a mistake or a misuse. */
const MAX_AT_ONCE = 8;
/** States of a consult in which guests may be there. */
const WITH_GUESTS = ['open', 'stood-down'] as const;

export interface Invitation {
  id: string;
  consultId: string;
  organisationId: string;
  hospital: string;
  kind: GuestKind;
  name: string;
  language: string;
  invitedBy: string;
  /** ISO instant. */
  expiresAt: string;
}

/** What happened to a guest, as a line of the consult's timeline. `personId` null: the guest or the clock did it. */
export interface GuestEvent {
  kind: 'invited' | 'knocked' | 'admitted' | 'declined' | 'silenced' | 'let-speak' | 'left' | 'put-out' | 'revoked' | 'expired';
  personId: string | null;
  /** Beyond who it is: by whose consent, until when. */
  more?: string;
}

/** Invitations and the timeline's lines about them, in the database. */
export class Invitations {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Answers the token, which only the link knows from here on. Throws TOO_MANY_REQUESTS. */
  async invite(
    consultId: string,
    personId: string,
    { kind, name, language, minutes }: InviteGuest,
  ): Promise<{ id: string; token: string }> {
    const id = newId();
    const token = randomBytes(32).toString('base64url');
    const now = Date.now();
    const expiresAt = iso(now + minutes * 60_000);
    await this.#db.transaction().execute(async (tx) => {
      const { good } = await tx
        .selectFrom('guest_invitation')
        .select((eb) => eb.fn.countAll<number>().as('good'))
        .where('consult_id', '=', consultId)
        .where('ended_at', 'is', null)
        .where('expires_at', '>', iso(now))
        .executeTakeFirstOrThrow();
      if (good >= MAX_AT_ONCE)
        throw new AppError('TOO_MANY_REQUESTS', { detail: `At most ${MAX_AT_ONCE} links of one consult at a time.` });
      const row = { id, consult_id: consultId, kind, name, language, invited_by: personId, invited_at: iso(now), expires_at: expiresAt };
      await tx
        .insertInto('guest_invitation')
        .values({ ...row, token_hash: hashToken(token), ended_at: null })
        .execute();
      await note(tx, { id, consultId, kind, name, language }, { kind: 'invited', personId, more: `until ${expiresAt}` });
    });
    return { id, token };
  }

  /** Undefined for a token that never was, has ended or expired, and for a consult that is over: all the same to who asks. */
  async byToken(token: string): Promise<Invitation | undefined> {
    return (await this.#good().where('guest_invitation.token_hash', '=', hashToken(token)).executeTakeFirst()) as Invitation | undefined;
  }

  async byId(consultId: string, id: string): Promise<Invitation | undefined> {
    const found = this.#good().where('guest_invitation.id', '=', id).where('guest_invitation.consult_id', '=', consultId);
    return (await found.executeTakeFirst()) as Invitation | undefined;
  }

  async ofConsult(consultId: string): Promise<Invitation[]> {
    return (await this.#good().where('guest_invitation.consult_id', '=', consultId).orderBy('invited_at').execute()) as Invitation[];
  }

  async note(invitation: Noted, event: GuestEvent): Promise<void> {
    await note(this.#db, invitation, event);
  }

  /** The link is dead from now on. False when it was already. */
  async end(invitation: Noted, event: GuestEvent): Promise<boolean> {
    return this.#db.transaction().execute(async (tx) => {
      const { numUpdatedRows } = await tx
        .updateTable('guest_invitation')
        .set({ ended_at: iso(Date.now()) })
        .where('id', '=', invitation.id)
        .where('ended_at', 'is', null)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return false;
      await note(tx, invitation, event);
      return true;
    });
  }

  /** Consults with a link that has not been ended. */
  async consultsWithLinks(): Promise<string[]> {
    const rows = await this.#db.selectFrom('guest_invitation').select('consult_id').distinct().where('ended_at', 'is', null).execute();
    return rows.map((row) => row.consult_id);
  }

  /** Invitations that are left over although their consult is closed or was a mistake: re-opening it must not revive them. */
  async ofEndedConsult(consultId: string): Promise<Noted[]> {
    const rows = await this.#db
      .selectFrom('guest_invitation')
      .innerJoin('consult', 'consult.id', 'guest_invitation.consult_id')
      .select(['guest_invitation.id', 'guest_invitation.kind', 'guest_invitation.name', 'guest_invitation.language'])
      .where('consult_id', '=', consultId)
      .where('ended_at', 'is', null)
      .where('consult.state', 'not in', [...WITH_GUESTS])
      .execute();
    return rows.map((row) => ({ ...row, consultId }));
  }

  #good() {
    return this.#db
      .selectFrom('guest_invitation')
      .innerJoin('consult', 'consult.id', 'guest_invitation.consult_id')
      .innerJoin('organisation', 'organisation.id', 'consult.organisation_id')
      .innerJoin('person', 'person.id', 'guest_invitation.invited_by')
      .where('ended_at', 'is', null)
      .where('expires_at', '>', iso(Date.now()))
      .where('consult.state', 'in', [...WITH_GUESTS])
      .select([
        'guest_invitation.id as id',
        'consult_id as consultId',
        'consult.organisation_id as organisationId',
        'organisation.name as hospital',
        'guest_invitation.kind as kind',
        'guest_invitation.name as name',
        'guest_invitation.language as language',
        'person.name as invitedBy',
        'expires_at as expiresAt',
      ]);
  }
}

type Noted = Pick<Invitation, 'id' | 'consultId' | 'kind' | 'name' | 'language'>;

/** `guest-admitted`, "Ms Lind, interpreter, Polish: the patient consents". */
async function note(db: Database | Tx, { consultId, name, kind, language }: Noted, event: GuestEvent): Promise<void> {
  const who = [name, kind, language].filter((one) => one !== '').join(', ');
  await db
    .insertInto('consult_event')
    .values({
      consult_id: consultId,
      at: iso(Date.now()),
      person_id: event.personId,
      kind: `guest-${event.kind}`,
      detail: event.more === undefined ? who : `${who}: ${event.more}`,
    })
    .execute();
}

const iso = (ms: number): string => new Date(ms).toISOString();
const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
