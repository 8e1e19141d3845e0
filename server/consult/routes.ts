import { z } from 'zod';
import { consultPerson, consultSummary, openConsult, patchConsult } from '#shared/protocol/http.ts';
import { announcement, arrival, identitySeen, picked, pickPatient } from '#shared/protocol/notify.ts';
import type { App } from '../http/app.ts';
import { deviceOf } from '../http/device.ts';
import type { Who } from '../http/who.ts';
import type { Consults } from './consults.ts';

const params = z.object({ id: z.string().min(1).max(64) });

export function consultRoutes(app: App, { consults, who }: { consults: Consults; who: Who }): void {
  app.get('/api/consults', { schema: { response: { 200: z.object({ consults: z.array(consultSummary) }) } } }, async (request) => ({
    consults: await consults.list(await who.person(request)),
  }));

  app.post('/api/consults', { schema: { body: openConsult, response: { 201: consultSummary } } }, async (request, reply) => {
    const consult = await consults.open(await who.person(request), request.body);
    return reply.code(201).header('location', `/api/consults/${consult.id}`).send(consult);
  });

  app.get('/api/consults/:id', { schema: { params, response: { 200: consultSummary } } }, async (request) =>
    consults.get(await who.person(request), request.params.id),
  );

  app.get(
    '/api/consults/:id/people',
    { schema: { params, response: { 200: z.object({ people: z.array(consultPerson) }) } } },
    async (request) => ({
      people: await consults.people(await who.person(request), request.params.id),
    }),
  );

  app.patch('/api/consults/:id', { schema: { params, body: patchConsult, response: { 200: consultSummary } } }, async (request) =>
    consults.patch(await who.person(request), request.params.id, request.body),
  );

  app.post('/api/announcements', { schema: { body: announcement, response: { 201: consultSummary } } }, async (request, reply) => {
    const consult = await consults.expect(await who.person(request), request.body, deviceOf(request));
    return reply.code(201).header('location', `/api/consults/${consult.id}`).send(consult);
  });

  app.get(
    '/api/consults/:id/arrivals',
    { schema: { params, response: { 200: z.object({ arrivals: z.array(arrival) }) } } },
    async (request) => ({ arrivals: await consults.arrivals(await who.person(request), request.params.id) }),
  );

  app.post('/api/consults/:id/patient', { schema: { params, body: pickPatient, response: { 200: picked } } }, async (request) => ({
    state: await consults.pick(await who.person(request), request.params.id, request.body),
  }));

  app.post('/api/consults/:id/identity-seen', { schema: { params, body: identitySeen } }, async (request, reply) => {
    await consults.seen(await who.person(request), request.params.id, request.body.change);
    return reply.code(204).send();
  });
}
