import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { AppError } from '#shared/protocol/errors.ts';
import type { People } from '../identity/people.ts';
import type { Actor } from '../identity/policy.ts';

export const SESSION_COOKIE = 'session';

type Person = Extract<Actor, { kind: 'person' }>;

/** Who is asking, and whether from a page of ours. */
export class Who {
  readonly #people: People;
  readonly #publicUrl: string | undefined;
  /** Known once the server listens. */
  ownOrigins: string[] = [];

  constructor(people: People, publicUrl: string | undefined) {
    this.#people = people;
    this.#publicUrl = publicUrl;
  }

  /** Throws NOT_SIGNED_IN. */
  async actor(request: FastifyRequest): Promise<Actor> {
    this.checkOrigin(request.headers.origin);
    const bearer = /^Bearer ([\w-]{20,200})$/.exec(request.headers.authorization ?? '')?.[1];
    const actor = bearer === undefined ? await this.#bySession(request.headers.cookie) : await this.#people.byApiKey(bearer);
    if (actor === undefined) throw new AppError('NOT_SIGNED_IN');
    return actor;
  }

  /** Throws NOT_SIGNED_IN, also for an API key: this is for people. */
  async person(request: FastifyRequest): Promise<Person> {
    const actor = await this.actor(request);
    if (actor.kind !== 'person') throw new AppError('NOT_SIGNED_IN');
    return actor;
  }

  /** For WebSocket upgrades: the same two questions, asked of the raw request. */
  async upgrade(request: IncomingMessage): Promise<Person | undefined> {
    return this.#bySession(request.headers.cookie);
  }

  /** A request without an Origin header comes from no page; a foreign one is refused (FOREIGN_ORIGIN). */
  checkOrigin(origin: string | undefined): void {
    if (origin === undefined) return;
    if (origin !== this.#publicUrl && !this.ownOrigins.includes(origin)) throw new AppError('FOREIGN_ORIGIN');
  }

  async #bySession(cookies: string | undefined): Promise<Person | undefined> {
    const token = sessionToken(cookies);
    return token === undefined ? undefined : this.#people.bySession(token);
  }
}

export const sessionToken = (cookies: string | undefined): string | undefined =>
  /(?:^|;\s*)session=([\w-]{43})(?:;|$)/.exec(cookies ?? '')?.[1];
