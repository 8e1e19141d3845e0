import type { Role } from '#shared/protocol/http.ts';
import { writePolicy } from '../chart/policy.ts';
import type { Database } from '../store/database.ts';
import { EVALUATION_POLICIES } from './evaluation-hospitals.ts';
import type { People } from './people.ts';

/** The small invented network of evaluation mode. Its password is public: never on a network. */
export const EVALUATION_PASSWORD = 'hyperacute';

interface Site {
  id: string;
  name: string;
  kind: 'spoke' | 'hub';
  ae: string;
  /** Of the block kept for fiction (North American Numbering Plan, 555-0100 to 555-0199). */
  phone: string;
  people: { email: string; name: string; role: Role }[];
  /** E-mail addresses in the order in which they are called. */
  onCall?: string[];
}

export const EVALUATION_SITES: readonly Site[] = [
  {
    id: 'riverside',
    name: 'Riverside General',
    kind: 'spoke',
    ae: 'RIVERSIDE_CT',
    phone: '+1 202 555 0110',
    people: [
      { email: 'ed@riverside.example', name: 'Dr Rosa Reed', role: 'emergency-physician' },
      { email: 'nurse@riverside.example', name: 'Noel Banks', role: 'nurse' },
    ],
  },
  {
    id: 'lakeside',
    name: 'Lakeside Community',
    kind: 'spoke',
    ae: 'LAKESIDE_CT',
    phone: '+1 202 555 0120',
    people: [{ email: 'ed@lakeside.example', name: 'Dr Lena Shore', role: 'emergency-physician' }],
  },
  {
    id: 'metro',
    name: 'Metro Stroke Center',
    kind: 'hub',
    ae: 'METRO_PACS',
    phone: '+1 202 555 0130',
    people: [
      { email: 'neuro@metro.example', name: 'Dr Ada Novak', role: 'neurologist' },
      { email: 'ir@metro.example', name: 'Dr Ivo Ray', role: 'interventionalist' },
      { email: 'coordinator@metro.example', name: 'Cora Dunn', role: 'coordinator' },
      { email: 'admin@metro.example', name: 'Ash Martin', role: 'admin' },
    ],
    onCall: ['neuro@metro.example', 'ir@metro.example', 'coordinator@metro.example'],
  },
];

/** Fills an empty database; does nothing when any organisation exists. Returns whether it did. */
export async function seedEvaluation(db: Database, people: People): Promise<boolean> {
  const existing = await db.selectFrom('organisation').select('id').executeTakeFirst();
  if (existing !== undefined) return false;
  const now = new Date().toISOString();
  await db
    .insertInto('organisation')
    .values(EVALUATION_SITES.map(({ id, name, kind, phone }) => ({ id, name, kind, phone, created_at: now })))
    .execute();
  const hubs = EVALUATION_SITES.filter((site) => site.kind === 'hub');
  const links = EVALUATION_SITES.filter((site) => site.kind === 'spoke').flatMap((spoke) =>
    hubs.map((hub) => ({ spoke_id: spoke.id, hub_id: hub.id })),
  );
  await db.insertInto('organisation_link').values(links).execute();
  await db
    .insertInto('ae_title')
    .values(EVALUATION_SITES.map(({ id, ae }) => ({ title: ae, organisation_id: id, source: 'loopback', host: null, port: null })))
    .execute();
  await db
    .insertInto('hl7_sender')
    .values(EVALUATION_SITES.map(({ id }) => ({ facility: id.toUpperCase(), source: 'loopback', organisation_id: id })))
    .execute();
  for (const [id, policy] of Object.entries(EVALUATION_POLICIES)) await writePolicy(db, id, policy);
  const ids = new Map<string, string>();
  for (const site of EVALUATION_SITES)
    for (const person of site.people)
      ids.set(person.email, await people.createPerson({ ...person, organisationId: site.id, password: EVALUATION_PASSWORD }));
  const roster = EVALUATION_SITES.flatMap((site) =>
    (site.onCall ?? []).map((email, position) => ({ organisation_id: site.id, position, person_id: ids.get(email)! })),
  );
  await db
    .insertInto('on_call')
    .values(roster.map((line) => ({ ...line, from_at: null, until_at: null })))
    .execute();
  return true;
}
