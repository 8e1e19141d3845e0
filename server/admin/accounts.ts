import { text } from 'node:stream/consumers';
import { role } from '#shared/protocol/http.ts';
import { isCharset } from '../hl7/message/charset.ts';
import { parameter, type Tools, UsageError } from './tools.ts';

const MIN_PASSWORD = 12;

export async function addOrganisation({ db, print }: Tools, parameters: string[]): Promise<void> {
  const id = parameter(parameters, 0, 'ID');
  const name = parameter(parameters, 1, 'NAME');
  const kind = parameter(parameters, 2, 'spoke or hub');
  if (!/^[0-9a-z-]{1,40}$/.test(id)) throw new UsageError('ID takes up to 40 of a-z, 0-9 and -');
  if (kind !== 'spoke' && kind !== 'hub') throw new UsageError('the kind is spoke or hub');
  await db.insertInto('organisation').values({ id, name, kind, created_at: new Date().toISOString() }).execute();
  print(`${id} is there`);
}

export async function link({ db, print }: Tools, parameters: string[]): Promise<void> {
  const spoke = parameter(parameters, 0, 'SPOKE-ID');
  const hub = parameter(parameters, 1, 'HUB-ID');
  const kinds = new Map(
    (await db.selectFrom('organisation').select(['id', 'kind']).where('id', 'in', [spoke, hub]).execute()).map((row) => [row.id, row.kind]),
  );
  if (kinds.get(spoke) !== 'spoke' || kinds.get(hub) !== 'hub')
    throw new UsageError('the first is a spoke, the second a hub, and both exist');
  await db
    .insertInto('organisation_link')
    .values({ spoke_id: spoke, hub_id: hub })
    .onConflict((oc) => oc.doNothing())
    .execute();
  print(`${hub} sees the consults of ${spoke} (a running server: after its next start)`);
}

/** SFU processes register under a region (HYPERACUTE_SFU_REGION); consults of the organisation take one of theirs. */
export async function setRegion({ db, print }: Tools, parameters: string[]): Promise<void> {
  const id = await organisation(db, parameter(parameters, 0, 'ORGANISATION-ID'));
  const given = parameter(parameters, 1, 'REGION');
  if (given !== '-' && !/^[0-9a-z-]{1,40}$/.test(given))
    throw new UsageError('REGION takes up to 40 of a-z, 0-9 and -, or - alone for anywhere');
  const region = given === '-' ? '' : given;
  await db.updateTable('organisation').set({ region }).where('id', '=', id).execute();
  print(region === '' ? `media of ${id} runs anywhere` : `media of ${id} runs in ${region} where it can`);
}

export async function addPerson({ people, db, print }: Tools, parameters: string[]): Promise<void> {
  const organisationId = await organisation(db, parameter(parameters, 0, 'ORGANISATION-ID'));
  const parsed = role.safeParse(parameter(parameters, 3, 'ROLE'));
  if (!parsed.success) throw new UsageError(`ROLE is one of ${role.options.join(', ')}`);
  const password = (await text(process.stdin)).trim();
  if (password.length < MIN_PASSWORD) throw new UsageError(`the password on standard input needs ${MIN_PASSWORD} characters`);
  await people.createPerson({
    organisationId,
    email: parameter(parameters, 1, 'EMAIL'),
    name: parameter(parameters, 2, 'NAME'),
    role: parsed.data,
    password,
  });
  print('the person can sign in');
}

export async function addAeTitle({ db, print }: Tools, parameters: string[]): Promise<void> {
  const title = parameter(parameters, 0, 'TITLE');
  if (!/^[\x21-\x5b\x5d-\x7e]{1,16}$/.test(title))
    throw new UsageError('TITLE takes 1 to 16 characters without space and backslash (PS3.5 §6.2)');
  const row = {
    title,
    organisation_id: await organisation(db, parameter(parameters, 1, 'ORGANISATION-ID')),
    source: parameter(parameters, 2, 'SOURCE'),
    host: parameters[3] ?? null,
    port: parameters[4] === undefined ? null : Number(parameters[4]),
  };
  if (row.port !== null && !(Number.isInteger(row.port) && row.port > 0 && row.port < 65_536))
    throw new UsageError('PORT is a number from 1 to 65535');
  await db
    .insertInto('ae_title')
    .values(row)
    .onConflict((oc) => oc.column('title').doUpdateSet(row))
    .execute();
  print(`${title} may send for ${row.organisation_id} from ${row.source}`);
}

export async function addHl7Sender({ db, print }: Tools, parameters: string[]): Promise<void> {
  const [charset = '', lineFeeds] = parameters.slice(3);
  if (!isCharset(charset)) throw new UsageError('CHARSET is a name from table 0211, e.g. 8859/1');
  if (lineFeeds !== undefined && lineFeeds !== 'line-feeds') throw new UsageError("the last word is 'line-feeds' or nothing");
  const row = {
    facility: parameter(parameters, 0, 'FACILITY'),
    organisation_id: await organisation(db, parameter(parameters, 1, 'ORGANISATION-ID')),
    source: parameter(parameters, 2, 'SOURCE'),
    charset,
    line_feeds: lineFeeds === undefined ? 0 : 1,
  };
  await db
    .insertInto('hl7_sender')
    .values(row)
    .onConflict((oc) => oc.columns(['facility', 'source']).doUpdateSet(row))
    .execute();
  print(`${row.facility} may speak for ${row.organisation_id} from ${row.source}`);
}

export async function addKey({ people, db, print }: Tools, parameters: string[]): Promise<void> {
  const organisationId = await organisation(db, parameter(parameters, 0, 'ORGANISATION-ID'));
  print(await people.createApiKey(organisationId, parameter(parameters, 1, 'NAME')));
}

async function organisation(db: Tools['db'], id: string): Promise<string> {
  if ((await db.selectFrom('organisation').select('id').where('id', '=', id).executeTakeFirst()) === undefined)
    throw new UsageError(`there is no organisation ${id}`);
  return id;
}
