import { join } from 'node:path';
import { addAeTitle, addHl7Sender, addKey, addOrganisation, addPerson, link, setRegion } from './admin/accounts.ts';
import { addDestinationCommand, listDestinations, removeDestinationCommand } from './admin/destinations.ts';
import { setPhone } from './admin/phone.ts';
import { rebuild } from './admin/rebuild.ts';
import { type Tools, UsageError } from './admin/tools.ts';
import { verify } from './admin/verify.ts';
import { setZone } from './admin/zone.ts';
import { ConfigError, readConfig } from './config.ts';
import { People } from './identity/people.ts';
import { Blobs } from './store/blobs.ts';
import { Bus } from './store/bus.ts';
import { openDatabase } from './store/database.ts';

/** `npm run admin -- COMMAND`: works on the data folder, beside a running server or without one. */

type Command = (tools: Tools, parameters: string[]) => Promise<void>;

const COMMANDS: Record<string, { run: Command; use: string }> = {
  'add-organisation': { run: addOrganisation, use: 'add-organisation ID NAME spoke|hub' },
  'set-phone': { run: setPhone, use: 'set-phone ORGANISATION-ID NUMBER   (called when sound is lost)' },
  'set-zone': { run: setZone, use: 'set-zone ORGANISATION-ID ZONE   (IANA, like America/Denver: its times are told in it)' },
  link: { run: link, use: 'link SPOKE-ID HUB-ID' },
  'set-region': { run: setRegion, use: 'set-region ORGANISATION-ID REGION   (where its media had best run; - for anywhere)' },
  'add-person': { run: addPerson, use: 'add-person ORGANISATION-ID EMAIL NAME ROLE   (the password is read from standard input)' },
  'add-ae': {
    run: addAeTitle,
    use: "add-ae TITLE ORGANISATION-ID SOURCE [HOST PORT]   (SOURCE: an address, a prefix like 10.1., or 'loopback')",
  },
  'add-hl7-sender': {
    run: addHl7Sender,
    use: 'add-hl7-sender FACILITY ORGANISATION-ID SOURCE [CHARSET] [line-feeds]   (MSH-4; SOURCE as for add-ae; CHARSET as in MSH-18, when that is empty)',
  },
  'add-destination': {
    run: addDestinationCommand,
    use: [
      'add-destination ORGANISATION-ID NAME mllp HOST PORT [--tls] [--gets=oru,mdm] [--sending-application=… --sending-facility=… --receiving-application=… --receiving-facility=…]',
      'add-destination ORGANISATION-ID NAME dimse HOST PORT CALLED-AE [--calling-ae=…] [--tls] [--gets=sr,kos]',
      'add-destination ORGANISATION-ID NAME stow URL [--gets=sr,kos] [--authorization]   (the header value is read from standard input)',
    ].join('\n  '),
  },
  'list-destinations': { run: listDestinations, use: 'list-destinations [ORGANISATION-ID]   (where signed records go)' },
  'remove-destination': { run: removeDestinationCommand, use: 'remove-destination ORGANISATION-ID ID   (what waits for it is given up)' },
  'add-key': { run: addKey, use: 'add-key ORGANISATION-ID NAME   (prints the key once)' },
  rebuild: { run: rebuild, use: 'rebuild   (catalogue and codestreams anew from the originals; stop the server first)' },
  verify: { run: verify, use: 'verify   (every original against its hash, every row against its file)' },
};

const [name = '', ...parameters] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
const print = (text: string) => process.stdout.write(`${text}\n`);

if (command === undefined) {
  print(
    `Commands:\n${Object.values(COMMANDS)
      .map(({ use }) => `  ${use}`)
      .join('\n')}`,
  );
  process.exitCode = name === '' || name === 'help' ? 0 : 2;
} else {
  try {
    const config = readConfig(process.env);
    const db = await openDatabase(join(config.dataFolder, 'hyperacute.sqlite'));
    const bus = new Bus(() => undefined);
    try {
      await command.run(
        { db, people: new People(db, bus), blobs: new Blobs(join(config.dataFolder, 'originals')), dataFolder: config.dataFolder, print },
        parameters,
      );
    } finally {
      await db.destroy();
    }
  } catch (error) {
    const known = error instanceof UsageError || error instanceof ConfigError;
    process.stderr.write(`${known ? error.message : String(error)}\n${known ? `Use: ${command.use}\n` : ''}`);
    process.exitCode = 1;
  }
}
