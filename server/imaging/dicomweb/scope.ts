import type { FastifyRequest } from 'fastify';
import { AppError } from '#shared/protocol/errors.ts';
import type { Consults } from '../../consult/consults.ts';
import type { Who } from '../../http/who.ts';
import { type Actor, may } from '../../identity/policy.ts';
import type { TenancyLookup } from '../../identity/tenancy.ts';
import type { Database } from '../../store/database.ts';

/** Which studies a request may reach: its own organisation's, or those of one consult. `base` is the path in front of `/studies`. */
export interface Scope {
  organisationId: string;
  consultId: string | null;
  base: string;
}

export interface ScopeDeps {
  db: Database;
  who: Who;
  consults: Consults;
  tenancy: TenancyLookup;
}

export async function ownScope(request: FastifyRequest, { who, tenancy }: ScopeDeps): Promise<Scope & { actor: Actor }> {
  const actor = await who.actor(request);
  if (!may(actor, 'dicomweb.read', await tenancy.of(actor.organisationId))) throw new AppError('FORBIDDEN');
  return { actor, organisationId: actor.organisationId, consultId: null, base: '/dicomweb' };
}

export async function consultScope(request: FastifyRequest, { who, consults }: ScopeDeps): Promise<Scope & { actor: Actor }> {
  const actor = await who.person(request);
  const { id } = request.params as { id: string };
  const consult = await consults.require(actor, id);
  return { actor, organisationId: consult.organisationId, consultId: consult.id, base: `/api/consults/${consult.id}/dicomweb` };
}

/** Limits a query over `study` to the scope. */
export function studiesIn(db: Database, scope: Scope) {
  return db
    .selectFrom('study')
    .innerJoin('patient', 'patient.id', 'study.patient_id')
    .where('study.organisation_id', '=', scope.organisationId)
    .$if(scope.consultId !== null, (query) =>
      query.where('study.id', 'in', db.selectFrom('consult_study').select('study_id').where('consult_id', '=', scope.consultId!)),
    );
}
