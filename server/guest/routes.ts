import { z } from 'zod';
import { guestEntry, guestInvited, inviteGuest, patchGuest } from '#shared/protocol/guest.ts';
import type { Consults } from '../consult/consults.ts';
import type { App } from '../http/app.ts';
import type { Who } from '../http/who.ts';
import type { Guests } from './guests.ts';

const params = z.object({ id: z.string().min(1).max(64) });
const ofGuest = params.extend({ guest: z.string().min(1).max(64) });
const guests_ = z.object({ guests: z.array(guestEntry) });

/** Invitations of a consult, for its care team. A guest has no HTTP at all. */
export function guestRoutes(app: App, { guests, consults, who }: { guests: Guests; consults: Consults; who: Who }): void {
  app.get('/api/consults/:id/guests', { schema: { params, response: { 200: guests_ } } }, async (request) => {
    const consult = await consults.require(await who.person(request), request.params.id);
    return { guests: await guests.list(consult.id) };
  });

  app.post(
    '/api/consults/:id/guests',
    { schema: { params, body: inviteGuest, response: { 201: guestInvited } } },
    async (request, reply) => {
      const person = await who.person(request);
      const consult = await consults.require(person, request.params.id, 'guest.invite');
      const { guest, token } = await guests.invite(consult.id, person.personId, request.body);
      return reply.code(201).send({ guest, path: `/join/${token}` });
    },
  );

  app.patch(
    '/api/consults/:id/guests/:guest',
    { schema: { params: ofGuest, body: patchGuest, response: { 200: guests_ } } },
    async (request) => {
      const person = await who.person(request);
      // Whoever may invite may take the invitation back; who comes in is a clinician's to say.
      const action = request.body.action === 'end' ? 'guest.invite' : 'guest.admit';
      const consult = await consults.require(person, request.params.id, action);
      return { guests: await guests.act(consult.id, request.params.guest, person.personId, request.body) };
    },
  );
}
