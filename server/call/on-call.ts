import type { OnCallPlan, PutOnCall } from '#shared/protocol/call.ts';
import { ON_CALL_ROLES } from '#shared/protocol/call.ts';
import { AppError } from '#shared/protocol/errors.ts';
import type { Role } from '#shared/protocol/http.ts';
import type { Database } from '../store/database.ts';

/** The hub's roster, its people and how each is reached. Secrets are never told. */
export async function readOnCall(db: Database, hubId: string, mail: boolean): Promise<OnCallPlan> {
  const hub = await db
    .selectFrom('organisation')
    .where('id', '=', hubId)
    .select(['call_seconds', 'on_call_version'])
    .executeTakeFirstOrThrow();
  const lines = await db.selectFrom('on_call').where('organisation_id', '=', hubId).selectAll().orderBy('position').execute();
  const people = await db
    .selectFrom('person')
    .leftJoin('call_contact', 'call_contact.person_id', 'person.id')
    .where('organisation_id', '=', hubId)
    .where('disabled_at', 'is', null)
    .where('role', 'in', [...ON_CALL_ROLES])
    .select(['person.id', 'name', 'role', 'person.email as address', 'call_contact.email', 'webhook_url', 'webhook_secret'])
    .orderBy('name')
    .execute();
  const last = await lastNotices(
    db,
    people.map((person) => person.id),
  );
  const now = new Date().toISOString();
  const known = new Set(people.map((person) => person.id));
  const holds = lines.filter((line) => (line.from_at ?? '') <= now && (line.until_at === null || line.until_at > now));
  return {
    version: hub.on_call_version,
    seconds: hub.call_seconds,
    lines: lines
      .filter((line) => known.has(line.person_id))
      .map((line) => ({ personId: line.person_id, from: line.from_at, until: line.until_at })),
    people: people.map((person) => ({
      personId: person.id,
      name: person.name,
      role: person.role as Role,
      address: person.address,
      email: person.email === 1,
      webhookUrl: person.webhook_url,
      hasSecret: person.webhook_secret !== null,
      last: last.get(person.id) ?? [],
    })),
    now: [...new Set(holds.map((line) => line.person_id))].filter((id) => known.has(id)),
    mail,
  };
}

/** Keeps all of it or nothing. Throws CONFLICT when somebody has changed it meanwhile, BAD_REQUEST for people who cannot be on call here. */
export async function writeOnCall(db: Database, hubId: string, { version, seconds, lines, contacts }: PutOnCall): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const done = await tx
      .updateTable('organisation')
      .set({ call_seconds: seconds, on_call_version: version + 1 })
      .where('id', '=', hubId)
      .where('on_call_version', '=', version)
      .executeTakeFirst();
    if (done.numUpdatedRows === 0n)
      throw new AppError('CONFLICT', { detail: 'Somebody else has changed the roster: look at it again, nothing of yours was kept.' });
    const able = await tx
      .selectFrom('person')
      .select('id')
      .where('organisation_id', '=', hubId)
      .where('disabled_at', 'is', null)
      .where('role', 'in', [...ON_CALL_ROLES])
      .execute();
    const known = new Set(able.map((person) => person.id));
    if (![...lines, ...contacts].every(({ personId }) => known.has(personId)))
      throw new AppError('BAD_REQUEST', { detail: 'Somebody on the roster is not of this hub, or cannot take a call.' });
    await tx.deleteFrom('on_call').where('organisation_id', '=', hubId).execute();
    const instant = (given: string | null) => (given === null ? null : new Date(given).toISOString());
    for (const [position, line] of lines.entries())
      await tx
        .insertInto('on_call')
        .values({
          organisation_id: hubId,
          position,
          person_id: line.personId,
          from_at: instant(line.from),
          until_at: instant(line.until),
        })
        .execute();
    for (const { personId, email, webhookUrl, webhookSecret } of contacts) {
      const values = { email: email ? 1 : 0, webhook_url: webhookUrl };
      const secret = webhookSecret === undefined ? {} : { webhook_secret: webhookSecret === '' ? null : webhookSecret };
      await tx
        .insertInto('call_contact')
        .values({ person_id: personId, ...values, webhook_secret: null, ...secret })
        .onConflict((oc) => oc.column('person_id').doUpdateSet({ ...values, ...secret }))
        .execute();
    }
  });
}

type Last = OnCallPlan['people'][number]['last'];

async function lastNotices(db: Database, people: readonly string[]): Promise<Map<string, Last>> {
  if (people.length === 0) return new Map();
  const newest = await db
    .selectFrom('call_notice')
    .innerJoin('call_step', 'call_step.id', 'call_notice.step_id')
    .where('person_id', 'in', [...people])
    .where('call_notice.state', 'in', ['sent', 'failed'])
    .groupBy(['person_id', 'kind'])
    .select((eb) => ['person_id', 'kind', 'call_notice.state', 'why', 'since', eb.fn.max('step_id').as('step')])
    .execute();
  const last = new Map<string, Last>();
  for (const { person_id, kind, state, why, since } of newest)
    last.set(person_id, [...(last.get(person_id) ?? []), { kind, at: since, state, why }]);
  return last;
}
