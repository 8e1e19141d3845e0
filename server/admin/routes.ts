import { z } from 'zod';
import { asideDecision, asideEntry, associationEntry, echoAnswer, echoRequest, siteInfo } from '#shared/protocol/admin.ts';
import { AppError } from '#shared/protocol/errors.ts';
import { INTAKE, type IntakeCode } from '#shared/protocol/intake.ts';
import type { Config } from '../config.ts';
import type { App } from '../http/app.ts';
import type { Who } from '../http/who.ts';
import { type Action, type Actor, may } from '../identity/policy.ts';
import type { TenancyLookup } from '../identity/tenancy.ts';
import type { AssociationLog } from '../intake/association-log.ts';
import type { Intake } from '../intake/thread.ts';
import type { Bus } from '../store/bus.ts';
import type { Database } from '../store/database.ts';
import { view } from './association-words.ts';

export interface AdminDeps {
  config: Config;
  db: Database;
  bus: Bus;
  who: Who;
  tenancy: TenancyLookup;
  intake: Intake;
  associations: AssociationLog;
}

type Person = Extract<Actor, { kind: 'person' }>;
const ASSOCIATIONS_SHOWN = 100;

/** "Connect a scanner", and what was kept aside. Everything is the person's own organisation's; a hub sees its spokes' senders too. */
export function adminRoutes(app: App, deps: AdminDeps): void {
  const { config, db, bus, who, tenancy, intake, associations } = deps;
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

  app.get('/api/admin/aside', { schema: { response: { 200: z.object({ aside: z.array(asideEntry) }) } } }, async (request) => {
    const person = await allowed(await who.person(request), 'admin.read');
    const rows = await db
      .selectFrom('quarantine')
      .leftJoin('study', (join) =>
        join.onRef('study.organisation_id', '=', 'quarantine.organisation_id').onRef('study.study_uid', '=', 'quarantine.study_uid'),
      )
      .leftJoin('patient', 'patient.id', 'study.patient_id')
      .where('quarantine.organisation_id', '=', person.organisationId)
      .where('resolved_at', 'is', null)
      .orderBy('quarantine.id', 'desc')
      .limit(200)
      .select([
        'quarantine.id',
        'code',
        'received_at',
        'door',
        'sender',
        'quarantine.patient',
        'quarantine.study_uid',
        'patient.mrn',
        'patient.name',
        'patient.birth_date',
        'patient.sex',
      ])
      .execute();
    return {
      aside: rows.map((row) => ({
        id: row.id,
        code: row.code,
        advice: INTAKE[row.code as IntakeCode]?.advice ?? '',
        receivedAt: row.received_at,
        door: row.door,
        sender: row.sender,
        patient: JSON.parse(row.patient) as { mrn: string; name: string; birthDate: string; sex: string },
        known: row.mrn === null ? null : { mrn: row.mrn, name: row.name ?? '', birthDate: row.birth_date ?? '', sex: row.sex ?? '' },
        studyInstanceUID: row.study_uid,
      })),
    };
  });

  app.post(
    '/api/admin/aside/:id',
    { schema: { params: z.object({ id: z.coerce.number().int() }), body: asideDecision } },
    async (request, reply) => {
      const person = await allowed(await who.person(request), 'consult.change');
      const row = await db
        .updateTable('quarantine')
        .set({ resolved_at: new Date().toISOString(), resolved_by: person.personId, resolution: `dismissed: ${request.body.reason}` })
        .where('id', '=', request.params.id)
        .where('organisation_id', '=', person.organisationId)
        .where('resolved_at', 'is', null)
        .returning('patient')
        .executeTakeFirst();
      if (row === undefined) throw new AppError('NOT_FOUND');
      const { mrn } = JSON.parse(row.patient) as { mrn: string };
      const consults = await db
        .selectFrom('consult')
        .select('id')
        .where('organisation_id', '=', person.organisationId)
        .where('mrn', '=', mrn)
        .execute();
      for (const { id } of consults) bus.emit('consult', { consultId: id });
      return reply.code(204).send();
    },
  );
}
