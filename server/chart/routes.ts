import { z } from 'zod';
import { isZone } from '#shared/chart/zone.ts';
import { strokePolicy } from '#shared/clinical/policy.ts';
import { chartEntry, chartRequest, KINDS, type Kind, parseStatement } from '#shared/protocol/chart/chart.ts';
import { consultEvent } from '#shared/protocol/chart/events.ts';
import { AppError } from '#shared/protocol/errors.ts';
import type { App } from '../http/app.ts';
import { deviceOf } from '../http/device.ts';
import type { Who } from '../http/who.ts';
import { may } from '../identity/policy.ts';
import type { TenancyLookup } from '../identity/tenancy.ts';
import type { Database } from '../store/database.ts';
import type { Charts } from './chart.ts';
import { readPolicy, writePolicy } from './policy.ts';
import { zoneOf } from './zone.ts';

const params = z.object({ id: z.string().min(1).max(64) });
/** IANA. */
const siteZone = z.strictObject({ zone: z.string().min(1).max(64).refine(isZone, { message: 'no zone of the IANA list' }) });
const since = z.object({ after: z.coerce.number().int().min(0).default(0) });
const view = z.object({
  entries: z.array(chartEntry),
  seq: z.int(),
  policy: strokePolicy,
  zone: z.string(),
  may: z.array(z.enum(KINDS as [Kind, ...Kind[]])),
  now: z.string(),
});

export function chartRoutes(app: App, deps: { charts: Charts; who: Who; tenancy: TenancyLookup; db: Database }): void {
  const { charts, who, tenancy, db } = deps;

  app.get('/api/consults/:id/chart', { schema: { params, querystring: since, response: { 200: view } } }, async (request) => {
    const person = await who.person(request);
    return charts.read(person, request.params.id, request.query.after);
  });

  app.post(
    '/api/consults/:id/chart',
    { schema: { params, body: chartRequest, response: { 201: z.object({ seq: z.int() }) } } },
    async (request, reply) => {
      const person = await who.person(request);
      const { id, kind, body } = request.body;
      const answer = await charts.enter(person, request.params.id, { id, statement: parsed(kind, body), device: deviceOf(request) });
      return reply.code(201).send(answer);
    },
  );

  app.get(
    '/api/consults/:id/events',
    { schema: { params, response: { 200: z.object({ events: z.array(consultEvent) }) } } },
    async (request) => ({ events: await charts.events(await who.person(request), request.params.id) }),
  );

  app.get('/api/admin/stroke-policy', { schema: { response: { 200: strokePolicy } } }, async (request) => {
    const person = await who.person(request);
    if (!may(person, 'admin.read', await tenancy.of(person.organisationId))) throw new AppError('FORBIDDEN');
    return readPolicy(db, person.organisationId);
  });

  app.get('/api/admin/zone', { schema: { response: { 200: siteZone } } }, async (request) => {
    const person = await who.person(request);
    if (!may(person, 'admin.read', await tenancy.of(person.organisationId))) throw new AppError('FORBIDDEN');
    return { zone: await zoneOf(db, person.organisationId) };
  });

  app.put('/api/admin/zone', { schema: { body: siteZone } }, async (request, reply) => {
    const person = await who.person(request);
    const own = await tenancy.of(person.organisationId);
    if (!may(person, 'admin.change', own) && !may(person, 'chart.decide', own)) throw new AppError('FORBIDDEN');
    await db.updateTable('organisation').set({ zone: request.body.zone }).where('id', '=', person.organisationId).execute();
    return reply.code(204).send();
  });

  app.put('/api/admin/stroke-policy', { schema: { body: strokePolicy } }, async (request, reply) => {
    const person = await who.person(request);
    const own = await tenancy.of(person.organisationId);
    if (!may(person, 'admin.change', own) && !may(person, 'chart.decide', own)) throw new AppError('FORBIDDEN');
    await writePolicy(db, person.organisationId, request.body);
    return reply.code(204).send();
  });
}

/** Throws BAD_REQUEST naming the fields: never their values. */
function parsed(kind: Kind, body: unknown) {
  try {
    return parseStatement(kind, body);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const fields = [...new Set(error.issues.map(({ path }) => path.join('.') || 'body'))];
    throw new AppError('BAD_REQUEST', { detail: `Wrong or missing: ${fields.join(', ')}` });
  }
}
