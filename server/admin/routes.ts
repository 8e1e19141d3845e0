import { z } from 'zod';
import { associationEntry, echoAnswer, echoRequest, siteInfo } from '#shared/protocol/admin.ts';
import { AppError } from '#shared/protocol/errors.ts';
import type { Config } from '../config.ts';
import type { App } from '../http/app.ts';
import type { Who } from '../http/who.ts';
import { type Action, type Actor, may } from '../identity/policy.ts';
import type { TenancyLookup } from '../identity/tenancy.ts';
import type { AssociationLog } from '../intake/association-log.ts';
import type { Intake } from '../intake/thread.ts';
import type { Database } from '../store/database.ts';
import { view } from './association-words.ts';

export interface AdminDeps {
  config: Config;
  db: Database;
  who: Who;
  tenancy: TenancyLookup;
  intake: Intake;
  associations: AssociationLog;
}

type Person = Extract<Actor, { kind: 'person' }>;
const ASSOCIATIONS_SHOWN = 100;

/** "Connect a scanner". Everything is the person's own organisation's; a hub sees its spokes' senders too. */
export function adminRoutes(app: App, deps: AdminDeps): void {
  const { config, db, who, tenancy, intake, associations } = deps;
  const allowed = async (person: Person, action: Action): Promise<Person> => {
    if (!may(person, action, await tenancy.of(person.organisationId))) throw new AppError('FORBIDDEN');
    return person;
  };

  app.get('/api/admin/site', { schema: { response: { 200: siteInfo } } }, async (request) => {
    const person = await allowed(await who.person(request), 'admin.read');
    const reach = await tenancy.reachOf(person.organisationId);
    const senders = await db
      .selectFrom('ae_title')
      .select(['title', 'source', 'host', 'port'])
      .where('organisation_id', 'in', reach)
      .orderBy('title')
      .execute();
    return {
      organisation: { id: person.organisationId, name: person.organisationName },
      dicom: {
        host: config.publicUrl === undefined ? config.host : new URL(config.publicUrl).hostname,
        port: intake.dimsePort,
        aeTitle: config.aeTitle,
        tls: config.dimseTls !== undefined,
        senders,
      },
      stowUrl: `${config.publicUrl ?? who.ownOrigins[0] ?? ''}/dicomweb/studies`,
    };
  });

  app.get(
    '/api/admin/associations',
    { schema: { response: { 200: z.object({ associations: z.array(associationEntry) }) } } },
    async (request) => {
      const person = await allowed(await who.person(request), 'admin.read');
      return { associations: (await associations.recent(await tenancy.reachOf(person.organisationId), ASSOCIATIONS_SHOWN)).map(view) };
    },
  );

  app.post('/api/admin/echo', { schema: { body: echoRequest, response: { 200: echoAnswer } } }, async (request) => {
    await allowed(await who.person(request), 'admin.change');
    const { host, port, aeTitle } = request.body;
    const answer = await intake.echo({ host, port, calledAe: aeTitle, callingAe: config.aeTitle });
    return { ok: answer.ok, ms: answer.ms, reason: answer.reason ?? '' };
  });
}
