import { z } from 'zod';
import { deliveryDecision, deliveryView, newDestination, outboxView, patchDestination } from '#shared/protocol/deliver.ts';
import { AppError } from '#shared/protocol/errors.ts';
import type { Consults } from '../consult/consults.ts';
import type { App } from '../http/app.ts';
import type { Who } from '../http/who.ts';
import { type Action, type Actor, may } from '../identity/policy.ts';
import type { TenancyLookup } from '../identity/tenancy.ts';
import type { Bus } from '../store/bus.ts';
import type { Database } from '../store/database.ts';
import { decideDelivery } from './decide.ts';
import { addDestination, enableDestination, removeDestination } from './destinations.ts';
import { recordOf } from './make/make.ts';
import { pdfsWaiting, renderPdf } from './make/pdf/render.ts';
import type { Outbox } from './outbox.ts';
import { deliveriesOf, outboxOf } from './views.ts';

export interface DeliverRouteDeps {
  db: Database;
  bus: Bus;
  who: Who;
  tenancy: TenancyLookup;
  consults: Consults;
  outbox: Outbox;
}

type Person = Extract<Actor, { kind: 'person' }>;
/** Each takes about half a second of a core. */
const MAX_PDFS_WAITING = 16;
const consultId = z.string().min(1).max(64);

/** Where signed records go and what became of each: an organisation's own on the admin page, a consult's in its room. */
export function deliverRoutes(app: App, { db, bus, who, tenancy, consults, outbox }: DeliverRouteDeps): void {
  const allowed = async (person: Person, ...actions: Action[]): Promise<Person> => {
    const own = await tenancy.of(person.organisationId);
    if (!actions.some((action) => may(person, action, own))) throw new AppError('FORBIDDEN');
    return person;
  };

  app.get('/api/admin/outbox', { schema: { response: { 200: outboxView } } }, async (request) => {
    const person = await allowed(await who.person(request), 'admin.read');
    return outboxOf(db, person.organisationId);
  });

  app.post(
    '/api/admin/outbox/:id',
    { schema: { params: z.object({ id: z.coerce.number().int() }), body: deliveryDecision } },
    async (request, reply) => {
      const person = await allowed(await who.person(request), 'admin.change', 'consult.change');
      bus.emit('consult', { consultId: await decideDelivery(db, person, request.params.id, request.body) });
      outbox.wake();
      return reply.code(204).send();
    },
  );

  app.post(
    '/api/admin/destinations',
    { schema: { body: newDestination, response: { 201: z.object({ id: z.string() }) } } },
    async (request, reply) => {
      const person = await allowed(await who.person(request), 'admin.change');
      return reply.code(201).send({ id: await addDestination(db, person.organisationId, request.body) });
    },
  );

  const params = z.object({ id: z.string().min(1).max(64) });
  app.patch('/api/admin/destinations/:id', { schema: { params, body: patchDestination } }, async (request, reply) => {
    const person = await allowed(await who.person(request), 'admin.change');
    await enableDestination(db, person.organisationId, request.params.id, request.body.enabled);
    outbox.wake();
    return reply.code(204).send();
  });

  app.delete('/api/admin/destinations/:id', { schema: { params } }, async (request, reply) => {
    const person = await allowed(await who.person(request), 'admin.change');
    await removeDestination(db, person.organisationId, request.params.id, person.personId);
    return reply.code(204).send();
  });

  app.get(
    '/api/consults/:id/deliveries',
    { schema: { params: z.object({ id: consultId }), response: { 200: z.object({ deliveries: z.array(deliveryView) }) } } },
    async (request) => {
      const consult = await consults.require(await who.person(request), request.params.id);
      return { deliveries: await deliveriesOf(db, consult.id) };
    },
  );

  app.get(
    '/api/consults/:id/records/:version/pdf',
    { schema: { params: z.object({ id: consultId, version: z.coerce.number().int().positive() }) } },
    async (request, reply) => {
      const consult = await consults.require(await who.person(request), request.params.id);
      const record = await recordOf(db, consult.id, request.params.version);
      if (record === null) throw new AppError('NOT_FOUND');
      if (pdfsWaiting() >= MAX_PDFS_WAITING) throw new AppError('TOO_MANY_REQUESTS');
      const pdf = await renderPdf(record);
      return reply
        .type('application/pdf')
        .header('cache-control', 'no-store')
        .header('content-disposition', `attachment; filename="consult-${record.version}.pdf"`)
        .send(Buffer.from(pdf));
    },
  );
}
