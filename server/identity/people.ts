import { createHash, randomBytes } from 'node:crypto';
import { AppError } from '#shared/protocol/errors.ts';
import type { Role } from '#shared/protocol/http.ts';
import type { Bus } from '../store/bus.ts';
import type { Database } from '../store/database.ts';
import { newId } from './new-id.ts';
import { hashPassword, verifyPassword } from './password.ts';
import type { Actor } from './policy.ts';
import { SignInThrottle } from './throttle.ts';

/** A session ends 12 h after sign-in whatever happens (NIST SP 800-63B AAL2 re-authentication). */
export const SESSION_HOURS = 12;
/** `seen_at` is written at most this often, s. */
const SEEN_EVERY_S = 60;
/** Sessions remembered in memory at most; those beyond it are looked up again. */
const MAX_CACHED = 10_000;

type Person = Extract<Actor, { kind: 'person' }>;

/** Who people are, and which sessions and API keys speak for them. Tokens are stored hashed. */
export class People {
  readonly #db: Database;
  readonly #bus: Bus;
  readonly #throttle = new SignInThrottle();
  /** Sessions found lately: spares the database on every frame; revocation removes them. */
  readonly #cache = new Map<string, { actor: Person; expiresAt: number; checkedAt: number }>();

  constructor(db: Database, bus: Bus) {
    this.#db = db;
    this.#bus = bus;
  }

  /** Answers as slowly for an unknown e-mail as for a wrong password. Throws WRONG_CREDENTIALS or TOO_MANY_REQUESTS. */
  async signIn(email: string, password: string, address: string): Promise<{ token: string; actor: Person }> {
    const key = `${email.toLowerCase()} ${address}`;
    this.#throttle.check(key);
    const row = await this.#db
      .selectFrom('person')
      .selectAll()
      .where('email', '=', email)
      .where('disabled_at', 'is', null)
      .executeTakeFirst();
    const good = await verifyPassword(password, row?.password_hash ?? DUMMY_HASH);
    if (row === undefined || !good) {
      this.#throttle.failed(key);
      throw new AppError('WRONG_CREDENTIALS', { detail: 'Check both and try again.' });
    }
    this.#throttle.succeeded(key);
    const token = randomBytes(32).toString('base64url');
    const now = Date.now();
    await this.#db
      .insertInto('session')
      .values({
        token_hash: hashToken(token),
        person_id: row.id,
        created_at: iso(now),
        seen_at: iso(now),
        expires_at: iso(now + SESSION_HOURS * 3_600_000),
      })
      .execute();
    const actor = await this.bySession(token);
    if (actor === undefined) throw new AppError('INTERNAL');
    return { token, actor };
  }

  async bySession(token: string): Promise<Person | undefined> {
    const hash = hashToken(token);
    const now = Date.now();
    const known = this.#cache.get(hash);
    if (known !== undefined && known.expiresAt > now && now - known.checkedAt < SEEN_EVERY_S * 1000) return known.actor;
    const row = await this.#db
      .selectFrom('session')
      .innerJoin('person', 'person.id', 'session.person_id')
      .innerJoin('organisation', 'organisation.id', 'person.organisation_id')
      .where('session.token_hash', '=', hash)
      .where('session.expires_at', '>', iso(now))
      .where('person.disabled_at', 'is', null)
      .select([
        'person.id',
        'person.name',
        'person.email',
        'person.role',
        'organisation.id as organisationId',
        'organisation.name as organisationName',
        'organisation.kind',
        'session.expires_at',
      ])
      .executeTakeFirst();
    if (row === undefined) {
      this.#cache.delete(hash);
      return undefined;
    }
    const actor = personOf(row);
    if (this.#cache.size >= MAX_CACHED) this.#cache.delete(this.#cache.keys().next().value!);
    this.#cache.set(hash, { actor, expiresAt: Date.parse(row.expires_at), checkedAt: now });
    if (known !== undefined)
      await this.#db
        .updateTable('session')
        .set({ seen_at: iso(now) })
        .where('token_hash', '=', hash)
        .execute();
    return actor;
  }

  /** The person as they are now; undefined when unknown or disabled. */
  async byId(personId: string): Promise<Person | undefined> {
    const row = await this.#db
      .selectFrom('person')
      .innerJoin('organisation', 'organisation.id', 'person.organisation_id')
      .where('person.id', '=', personId)
      .where('person.disabled_at', 'is', null)
      .select([
        'person.id',
        'person.name',
        'person.email',
        'person.role',
        'organisation.id as organisationId',
        'organisation.name as organisationName',
        'organisation.kind',
      ])
      .executeTakeFirst();
    return row && personOf(row);
  }

  /** Names a session without being able to use it. */
  static sessionId(token: string): string {
    return idOf(hashToken(token));
  }

  async signOut(token: string): Promise<void> {
    const ended = await this.#db
      .deleteFrom('session')
      .where('token_hash', '=', hashToken(token))
      .returning(['token_hash', 'person_id'])
      .execute();
    this.#ended(ended);
  }

  /** Sessions whose time is over are gone, and so is everything that was opened with them. */
  async endExpired(): Promise<void> {
    const ended = await this.#db
      .deleteFrom('session')
      .where('expires_at', '<=', iso(Date.now()))
      .returning(['token_hash', 'person_id'])
      .execute();
    this.#ended(ended);
  }

  #ended(sessions: readonly { token_hash: string; person_id: string }[]): void {
    for (const { token_hash, person_id } of sessions) {
      this.#cache.delete(token_hash);
      this.#bus.emit('revoked', { personId: person_id, sessionId: idOf(token_hash) });
    }
  }

  async byApiKey(key: string): Promise<Actor | undefined> {
    const row = await this.#db
      .selectFrom('api_key')
      .selectAll()
      .where('key_hash', '=', hashToken(key))
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    return row && { kind: 'key', keyId: row.id, organisationId: row.organisation_id };
  }

  /** Returns the key once; only its hash is kept. */
  async createApiKey(organisationId: string, name: string): Promise<string> {
    const key = randomBytes(32).toString('base64url');
    await this.#db
      .insertInto('api_key')
      .values({
        id: newId(),
        key_hash: hashToken(key),
        organisation_id: organisationId,
        name,
        created_at: iso(Date.now()),
        revoked_at: null,
      })
      .execute();
    return key;
  }

  /** Somebody may change how this installation is set up. */
  async hasAdmin(): Promise<boolean> {
    const row = await this.#db
      .selectFrom('person')
      .select('id')
      .where('role', '=', 'admin')
      .where('disabled_at', 'is', null)
      .executeTakeFirst();
    return row !== undefined;
  }

  async createPerson(person: { organisationId: string; email: string; name: string; role: Role; password: string }): Promise<string> {
    const id = newId();
    await this.#db
      .insertInto('person')
      .values({
        id,
        organisation_id: person.organisationId,
        email: person.email,
        name: person.name,
        role: person.role,
        password_hash: await hashPassword(person.password),
        created_at: iso(Date.now()),
        disabled_at: null,
      })
      .execute();
    return id;
  }
}

interface PersonRow {
  id: string;
  name: string;
  email: string;
  role: string;
  organisationId: string;
  organisationName: string;
  kind: 'spoke' | 'hub';
}

const personOf = (row: PersonRow): Person => ({
  kind: 'person',
  personId: row.id,
  name: row.name,
  email: row.email,
  role: row.role as Role,
  organisationId: row.organisationId,
  organisationName: row.organisationName,
  organisationKind: row.kind,
});

const iso = (ms: number): string => new Date(ms).toISOString();
const idOf = (tokenHash: string): string => tokenHash.slice(0, 32);
const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
/** argon2id of nothing anyone can type: makes the unknown e-mail cost the same. */
const DUMMY_HASH = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
