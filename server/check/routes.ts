import { z } from 'zod';
import { checkReport, RATE_BYTES, siteCheck } from '#shared/protocol/check.ts';
import { AppError } from '#shared/protocol/errors.ts';
import type { App } from '../http/app.ts';
import type { Who } from '../http/who.ts';
import { may } from '../identity/policy.ts';
import type { TenancyLookup } from '../identity/tenancy.ts';
import type { Database } from '../store/database.ts';

/** Devices of one site on the admin page, newest first. */
const SHOWN = 200;
/** Devices kept per site: the oldest makes room, so that nobody fills the store by testing. */
const KEPT_PER_SITE = 500;

export interface CheckDeps {
  db: Database;
  who: Who;
  tenancy: TenancyLookup;
  /** Where media is answered, for the IT person. */
  media: () => { host: string; port: number | null };
}

/** `/check`: bytes to measure the line with, and what each device found, kept for its site. */
export function checkRoutes(app: App, { db, who, tenancy, media }: CheckDeps): void {
  const noise = Buffer.alloc(RATE_BYTES);
  for (let i = 0; i < noise.length; i++) noise[i] = (i * 2_654_435_761) >>> 24;

  app.get(
    '/api/check/media',
    { schema: { response: { 200: z.object({ host: z.string(), port: z.int().nullable() }) } } },
    async (request) => {
      await who.person(request);
      return media();
    },
  );

  app.get('/api/check/bytes', { schema: { hide: true } }, async (request, reply) => {
    await who.person(request);
    return reply.type('application/octet-stream').header('content-encoding', 'identity').send(noise);
  });

  app.register(async (plain) => {
    // As a buffer: only then does Fastify hold a body to its limit.
    plain.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, _body, done) => done(null));
    plain.post(
      '/api/check/bytes',
      // Asked before a byte of the body is read.
      { schema: { hide: true }, bodyLimit: RATE_BYTES, onRequest: async (request) => void (await who.person(request)) },
      (_request, reply) => reply.code(204).send(),
    );
  });

  app.post('/api/check', { schema: { body: checkReport } }, async (request, reply) => {
    const person = await who.person(request);
    const { device, ...rest } = request.body;
    const row = {
      organisation_id: person.organisationId,
      device,
      at: new Date().toISOString(),
      person_id: person.personId,
      result: JSON.stringify(rest),
    };
    await db
      .insertInto('site_check')
      .values(row)
      .onConflict((oc) =>
        oc.columns(['organisation_id', 'device']).doUpdateSet({ at: row.at, person_id: row.person_id, result: row.result }),
      )
      .execute();
    const old = db
      .selectFrom('site_check')
      .select('device')
      .where('organisation_id', '=', person.organisationId)
      .orderBy('at', 'desc')
      .offset(KEPT_PER_SITE)
      .limit(KEPT_PER_SITE);
    await db.deleteFrom('site_check').where('organisation_id', '=', person.organisationId).where('device', 'in', old).execute();
    return reply.code(204).send();
  });

  app.get('/api/admin/checks', { schema: { response: { 200: z.object({ checks: z.array(siteCheck) }) } } }, async (request) => {
    const person = await who.person(request);
    if (!may(person, 'admin.read', await tenancy.of(person.organisationId))) throw new AppError('FORBIDDEN');
    const rows = await db
      .selectFrom('site_check')
      .innerJoin('organisation', 'organisation.id', 'site_check.organisation_id')
      .innerJoin('person', 'person.id', 'site_check.person_id')
      .where('site_check.organisation_id', 'in', await tenancy.reachOf(person.organisationId))
      .select(['device', 'at', 'result', 'organisation.name as site', 'person.name as by'])
      .orderBy('at', 'desc')
      .limit(SHOWN)
      .execute();
    const kept = checkReport.omit({ device: true });
    return { checks: rows.map(({ device, at, site, by, result }) => ({ device, at, site, by, ...kept.parse(JSON.parse(result)) })) };
  });
}
