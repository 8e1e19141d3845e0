import type { z } from 'zod';
import { type Me, me, signIn } from '#shared/protocol/http.ts';
import type { App } from '../http/app.ts';
import { nameDevice } from '../http/device.ts';
import { SESSION_COOKIE, sessionToken, type Who } from '../http/who.ts';
import { type People, SESSION_HOURS } from './people.ts';
import type { Actor } from './policy.ts';

export interface SessionRouteDeps {
  people: People;
  who: Who;
  secure: boolean;
  mode: Me['mode'];
  /** IANA zone of an organisation. */
  zoneOf: (organisationId: string) => Promise<string>;
}

export function sessionRoutes(app: App, deps: SessionRouteDeps): void {
  const { people, who, secure, mode, zoneOf } = deps;
  const answer = async (actor: Extract<Actor, { kind: 'person' }>): Promise<z.infer<typeof me>> => ({
    person: { id: actor.personId, name: actor.name, email: actor.email, role: actor.role },
    organisation: {
      id: actor.organisationId,
      name: actor.organisationName,
      kind: actor.organisationKind,
      zone: await zoneOf(actor.organisationId),
    },
    mode,
  });

  app.post('/api/session', { schema: { body: signIn, response: { 200: me } } }, async (request, reply) => {
    who.checkOrigin(request.headers.origin);
    const { token, actor } = await people.signIn(request.body.email, request.body.password, request.ip);
    reply.setCookie(SESSION_COOKIE, token, { httpOnly: true, sameSite: 'strict', path: '/', secure, maxAge: SESSION_HOURS * 3600 });
    nameDevice(request, reply, secure);
    return answer(actor);
  });

  app.get('/api/session', { schema: { response: { 200: me } } }, async (request) => answer(await who.person(request)));

  app.delete('/api/session', async (request, reply) => {
    who.checkOrigin(request.headers.origin);
    const token = sessionToken(request.headers.cookie);
    if (token !== undefined) await people.signOut(token);
    reply.clearCookie(SESSION_COOKIE, { path: '/' }).header('clear-site-data', '"cache", "storage"').code(204);
  });
}
