import { sql } from 'kysely';
import { z } from 'zod';
import { consultIdentity, identityDecision } from '#shared/protocol/admin.ts';
import type { Consults } from '../consult/consults.ts';
import type { App } from '../http/app.ts';
import type { Who } from '../http/who.ts';
import type { Bus } from '../store/bus.ts';
import type { Database } from '../store/database.ts';
import { decide, openReviews } from './reviews.ts';

const params = z.object({ id: z.string().min(1).max(64) });
const ofReview = params.extend({ review: z.coerce.number().int() });

/** Who the patient of a room is, asked and decided in the room. A consult that is not yours does not exist (404). */
export function roomIdentityRoutes(app: App, { db, bus, who, consults }: { db: Database; bus: Bus; who: Who; consults: Consults }): void {
  app.get('/api/consults/:id/identity', { schema: { params, response: { 200: consultIdentity } } }, async (request) => {
    const person = await who.person(request);
    const { id, organisationId } = await consults.require(person, request.params.id);
    const may = {
      compare: await consults.can(person, id, 'identity.compare'),
      decide: await consults.can(person, id, 'identity.decide'),
    };
    return { reviews: may.compare ? await openReviews(db, organisationId, id) : [], aside: await keptAside(db, id), may };
  });

  app.post('/api/consults/:id/identity/:review', { schema: { params: ofReview, body: identityDecision } }, async (request, reply) => {
    const person = await who.person(request);
    const { id } = await consults.require(person, request.params.id, 'identity.decide');
    const decided = await decide(db, person, request.params.review, request.body, id);
    for (const consultId of decided.consults) bus.emit('consult', { consultId });
    for (const studyId of decided.studies) bus.emit('consult-study', { consultId: decided.consults[0]!, studyId });
    return reply.code(204).send();
  });
}

/** Objects that were kept aside because of this consult, or under the number that it shows. */
async function keptAside(db: Database, consultId: string): Promise<number> {
  const { count } = await db
    .selectFrom('quarantine')
    .innerJoin('consult', (join) => join.onRef('consult.organisation_id', '=', 'quarantine.organisation_id'))
    .where('consult.id', '=', consultId)
    .where('resolved_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('quarantine.consult_id', '=', eb.ref('consult.id')),
        eb(sql<string>`quarantine.patient ->> 'mrn'`, '=', eb.ref('consult.mrn')),
      ]),
    )
    // One decision a study, reason and identity ([CA6]).
    .select(sql<number>`count(DISTINCT quarantine.code || ' ' || study_uid || ' ' || patient)`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}
