import { z } from 'zod';
import { answerCall, callView, onCallPlan, putOnCall } from '#shared/protocol/call.ts';
import { AppError } from '#shared/protocol/errors.ts';
import type { App } from '../http/app.ts';
import type { Who } from '../http/who.ts';
import { type Action, type Actor, may } from '../identity/policy.ts';
import type { TenancyLookup } from '../identity/tenancy.ts';
import type { Bus } from '../store/bus.ts';
import type { Database } from '../store/database.ts';
import type { Calls } from './calls.ts';
import { readOnCall, writeOnCall } from './on-call.ts';

export interface CallRouteDeps {
  calls: Calls;
  db: Database;
  bus: Bus;
  who: Who;
  tenancy: TenancyLookup;
  /** The server can send mail. */
  mail: boolean;
}

type Person = Extract<Actor, { kind: 'person' }>;
const params = z.object({ id: z.string().min(1).max(64) });

/** The call of a consult, and the roster of the person's own hub. */
export function callRoutes(app: App, { calls, db, bus, who, tenancy, mail }: CallRouteDeps): void {
  app.get('/api/calls', { schema: { response: { 200: z.object({ calls: z.array(callView) }) } } }, async (request) => ({
    calls: await calls.list(await who.person(request)),
  }));

  app.get('/api/consults/:id/call', { schema: { params, response: { 200: callView } } }, async (request) =>
    calls.view(await who.person(request), request.params.id),
  );

  app.post('/api/consults/:id/call', { schema: { params, response: { 200: callView } } }, async (request) =>
    calls.start(await who.person(request), request.params.id),
  );

  app.post('/api/consults/:id/call/answer', { schema: { params, body: answerCall, response: { 200: callView } } }, async (request) =>
    calls.answer(await who.person(request), request.params.id, request.body),
  );

  const ofHub = async (person: Person, action: Action): Promise<Person> => {
    if (person.organisationKind !== 'hub') throw new AppError('NOT_FOUND');
    if (!may(person, action, await tenancy.of(person.organisationId))) throw new AppError('FORBIDDEN');
    return person;
  };

  app.get('/api/admin/on-call', { schema: { response: { 200: onCallPlan } } }, async (request) => {
    const person = await ofHub(await who.person(request), 'on-call.read');
    return readOnCall(db, person.organisationId, mail);
  });

  app.put('/api/admin/on-call', { schema: { body: putOnCall, response: { 200: onCallPlan } } }, async (request) => {
    const person = await ofHub(await who.person(request), 'on-call.change');
    await writeOnCall(db, person.organisationId, request.body);
    bus.emit('on-call', { organisationId: person.organisationId });
    return readOnCall(db, person.organisationId, mail);
  });
}
