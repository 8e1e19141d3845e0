import { z } from 'zod';
import { asideDecision, asideEntry } from '#shared/protocol/admin.ts';
import { AppError } from '#shared/protocol/errors.ts';
import type { App } from '../http/app.ts';
import type { Who } from '../http/who.ts';
import { type Action, may } from '../identity/policy.ts';
import type { TenancyLookup } from '../identity/tenancy.ts';
import type { Bus } from '../store/bus.ts';
import { asideEntries, asideGroup } from './groups.ts';
import { leaveOut } from './leave-out.ts';
import { consultsAbout } from './note.ts';
import { type AsideDeps, accessionOf, takeIn } from './take-in.ts';

/** Accession numbers read from originals: the page asks for the same ones every few seconds. */
const MAX_READ = 200;

/** What an organisation keeps aside because it contradicts what is known, and what its people decide about it. */
export function asideRoutes(app: App, deps: AsideDeps & { bus: Bus; who: Who; tenancy: TenancyLookup }): void {
  const { db, blobs, bus, who, tenancy } = deps;
  const allowed = async (request: Parameters<Who['person']>[0], action: Action) => {
    const person = await who.person(request);
    if (!may(person, action, await tenancy.of(person.organisationId))) throw new AppError('FORBIDDEN');
    return person;
  };
  const read = new Map<string, Promise<string>>();
  const accession = (org: string) => (sha256: string) => {
    const known = read.get(sha256) ?? accessionOf(blobs.path(org, sha256)).catch(() => '');
    if (read.size >= MAX_READ) read.clear();
    read.set(sha256, known);
    return known;
  };

  app.get('/api/admin/aside', { schema: { response: { 200: z.object({ aside: z.array(asideEntry) }) } } }, async (request) => {
    const { organisationId } = await allowed(request, 'admin.read');
    return { aside: await asideEntries(db, organisationId, accession(organisationId)) };
  });

  app.post(
    '/api/admin/aside/:id',
    { schema: { params: z.object({ id: z.coerce.number().int() }), body: asideDecision } },
    async (request, reply) => {
      const person = await allowed(request, 'consult.change');
      const { id } = request.params;
      const { body } = request;
      const group = await asideGroup(db, person.organisationId, id);
      if (group === undefined) throw new AppError('NOT_FOUND');
      try {
        if (body.decision === 'take-in') await takeIn(deps, person, id, body);
        else await leaveOut(db, person, id, body.reason);
      } finally {
        const mrns = [group.patient.mrn, ...(body.decision === 'take-in' ? [body.as.mrn] : [])];
        for (const consultId of await consultsAbout(db, person.organisationId, group.studyUid, mrns)) bus.emit('consult', { consultId });
      }
      return reply.code(204).send();
    },
  );
}
