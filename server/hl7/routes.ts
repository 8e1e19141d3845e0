import { z } from 'zod';
import { hl7Entry, identityDecision, identityReview, labMap } from '#shared/protocol/admin.ts';
import { AppError } from '#shared/protocol/errors.ts';
import type { App } from '../http/app.ts';
import type { Who } from '../http/who.ts';
import { type Action, type Actor, may } from '../identity/policy.ts';
import type { TenancyLookup } from '../identity/tenancy.ts';
import type { Bus } from '../store/bus.ts';
import type { Database } from '../store/database.ts';
import { inbox, readLabMap, replay, writeLabMap } from './inbox.ts';
import { decide, openReviews } from './reviews.ts';

export interface Hl7RouteDeps {
  db: Database;
  bus: Bus;
  who: Who;
  tenancy: TenancyLookup;
}

type Person = Extract<Actor, { kind: 'person' }>;
const byId = z.object({ id: z.coerce.number().int() });

/** The inbox of a site's messages, and what waits for a person because of them. Everything is the person's own organisation's. */
export function hl7Routes(app: App, { db, bus, who, tenancy }: Hl7RouteDeps): void {
  const allowed = async (person: Person, ...actions: Action[]): Promise<Person> => {
    const own = await tenancy.of(person.organisationId);
    if (!actions.some((action) => may(person, action, own))) throw new AppError('FORBIDDEN');
    return person;
  };

  app.get('/api/admin/hl7', { schema: { response: { 200: z.object({ messages: z.array(hl7Entry) }) } } }, async (request) => {
    const person = await allowed(await who.person(request), 'admin.read');
    return { messages: await inbox(db, person.organisationId) };
  });

  app.post(
    '/api/admin/hl7/:id/replay',
    { schema: { params: byId, response: { 200: z.object({ code: z.string() }) } } },
    async (request) => {
      const person = await allowed(await who.person(request), 'admin.change', 'consult.change');
      const { code, consults } = await replay(db, person.organisationId, request.params.id);
      for (const consultId of consults) bus.emit('consult', { consultId });
      return { code };
    },
  );

  app.get('/api/admin/lab-map', { schema: { response: { 200: z.object({ map: labMap }) } } }, async (request) => {
    const person = await allowed(await who.person(request), 'admin.read');
    return { map: await readLabMap(db, person.organisationId) };
  });

  app.put('/api/admin/lab-map', { schema: { body: z.strictObject({ map: labMap }) } }, async (request, reply) => {
    const person = await allowed(await who.person(request), 'admin.change', 'consult.change');
    await writeLabMap(db, person.organisationId, request.body.map);
    return reply.code(204).send();
  });

  app.get('/api/admin/identity', { schema: { response: { 200: z.object({ reviews: z.array(identityReview) }) } } }, async (request) => {
    const person = await allowed(await who.person(request), 'admin.read');
    return { reviews: await openReviews(db, person.organisationId) };
  });

  app.post('/api/admin/identity/:id', { schema: { params: byId, body: identityDecision } }, async (request, reply) => {
    const person = await allowed(await who.person(request), 'identity.decide');
    const { consults, studies } = await decide(db, person, request.params.id, request.body);
    for (const consultId of consults) bus.emit('consult', { consultId });
    for (const studyId of studies) bus.emit('consult-study', { consultId: consults[0]!, studyId });
    return reply.code(204).send();
  });
}
