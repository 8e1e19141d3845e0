import { text } from 'node:stream/consumers';
import { newDestination } from '#shared/protocol/deliver.ts';
import { AppError } from '#shared/protocol/errors.ts';
import { readConfig } from '../config.ts';
import { addDestination, addressOf, destinationsOf, removeDestination } from '../deliver/destinations.ts';
import { parameter, type Tools, UsageError } from './tools.ts';

const FLAG = /^--([a-z-]+)(?:=(.*))?$/s;

/** Words that begin with `--` become options, `--gets=oru,mdm` or `--tls`; the rest stays in order. */
function options(parameters: readonly string[]): { words: string[]; flags: Map<string, string> } {
  const words: string[] = [];
  const flags = new Map<string, string>();
  for (const parameter of parameters) {
    const match = FLAG.exec(parameter);
    if (match === null) words.push(parameter);
    else flags.set(match[1]!, match[2] ?? '');
  }
  return { words, flags };
}

const FLAGS: Record<string, readonly string[]> = {
  mllp: ['tls', 'gets', 'sending-application', 'sending-facility', 'receiving-application', 'receiving-facility'],
  dimse: ['tls', 'gets', 'calling-ae'],
  stow: ['gets', 'authorization'],
};

/** `add-destination ORGANISATION-ID NAME mllp|dimse|stow …`: where signed records of an organisation go from now on. */
export async function addDestinationCommand({ db, print }: Tools, parameters: string[]): Promise<void> {
  const { words, flags } = options(parameters);
  const organisationId = parameter(words, 0, 'ORGANISATION-ID');
  const name = parameter(words, 1, 'NAME');
  const kind = parameter(words, 2, 'mllp, dimse or stow');
  const known = FLAGS[kind];
  if (known === undefined) throw new UsageError('the kind is mllp, dimse or stow');
  const unknown = [...flags.keys()].find((flag) => !known.includes(flag));
  if (unknown !== undefined) throw new UsageError(`--${unknown} is nothing that ${kind} takes`);
  if ((await db.selectFrom('organisation').select('id').where('id', '=', organisationId).executeTakeFirst()) === undefined)
    throw new UsageError(`there is no organisation ${organisationId}`);
  const gets = flags.get('gets')?.split(',');
  const parsed = newDestination.safeParse({
    kind,
    name,
    ...(gets === undefined ? {} : { gets }),
    settings: kind === 'mllp' ? mllp(words, flags) : kind === 'dimse' ? dimse(words, flags) : await stow(words, flags),
  });
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new UsageError(`${path.at(-1) === undefined ? 'the destination' : String(path.at(-1))}: ${message}`);
  }
  try {
    const id = await addDestination(db, organisationId, parsed.data);
    print(`${parsed.data.name} (${id}) gets ${parsed.data.gets.join(', ')} of ${organisationId} from now on`);
  } catch (error) {
    throw error instanceof AppError ? new UsageError(error.detail ?? error.message) : error;
  }
}

const mllp = (words: string[], flags: Map<string, string>) => ({
  host: parameter(words, 3, 'HOST'),
  port: Number(parameter(words, 4, 'PORT')),
  tls: flags.has('tls'),
  ...given(flags, 'sending-application', 'sendingApplication'),
  ...given(flags, 'sending-facility', 'sendingFacility'),
  ...given(flags, 'receiving-application', 'receivingApplication'),
  ...given(flags, 'receiving-facility', 'receivingFacility'),
});

const dimse = (words: string[], flags: Map<string, string>) => ({
  host: parameter(words, 3, 'HOST'),
  port: Number(parameter(words, 4, 'PORT')),
  calledAe: parameter(words, 5, 'CALLED-AE'),
  callingAe: flags.get('calling-ae') ?? readConfig(process.env).aeTitle,
  tls: flags.has('tls'),
});

/** A secret on the command line would be seen by everybody on the machine. */
const stow = async (words: string[], flags: Map<string, string>) => ({
  url: parameter(words, 3, 'URL'),
  ...(flags.has('authorization') ? { authorization: (await text(process.stdin)).trim() } : {}),
});

const given = (flags: Map<string, string>, flag: string, key: string) => (flags.has(flag) ? { [key]: flags.get(flag)! } : {});

/** `list-destinations [ORGANISATION-ID]` */
export async function listDestinations({ db, print }: Tools, parameters: string[]): Promise<void> {
  const all =
    parameters[0] === undefined ? (await db.selectFrom('organisation').select('id').execute()).map(({ id }) => id) : [parameters[0]];
  const found = all.length === 0 ? [] : await destinationsOf(db, all);
  if (found.length === 0) print('none');
  for (const destination of found)
    print(
      [
        destination.id,
        destination.organisationId,
        destination.kind,
        destination.name,
        destination.gets.join(','),
        addressOf(destination),
        destination.enabled ? '' : 'paused',
      ]
        .join('\t')
        .trimEnd(),
    );
}

/** `remove-destination ORGANISATION-ID ID`: what waits for it is given up. */
export async function removeDestinationCommand({ db, print }: Tools, parameters: string[]): Promise<void> {
  const organisationId = parameter(parameters, 0, 'ORGANISATION-ID');
  const id = parameter(parameters, 1, 'ID');
  try {
    await removeDestination(db, organisationId, id, null);
  } catch (error) {
    throw error instanceof AppError ? new UsageError(`${organisationId} has no destination ${id} that can be removed`) : error;
  }
  print(`${id} gets nothing more; what waited for it is given up`);
}
