import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { SfuCluster } from '../sfu/cluster.ts';
import { SfuDoor } from '../sfu/remote/door.ts';
import { startSfu } from '../sfu/start.ts';
import { Calls } from './call/calls.ts';
import { Mail } from './call/mail.ts';
import { Notices } from './call/notices.ts';
import { type Collab, createCollab } from './collab/collab.ts';
import { type Config, ConfigError, LOOPBACK } from './config.ts';
import { Consults } from './consult/consults.ts';
import { Rooms } from './consult/rooms.ts';
import { Outbox } from './deliver/outbox.ts';
import { Guests } from './guest/guests.ts';
import { Invitations } from './guest/invitations.ts';
import { Hl7 } from './hl7/hl7.ts';
import { createApp } from './http/app.ts';
import { servePages } from './http/static.ts';
import { listenForUpgrades } from './http/upgrade.ts';
import { Who } from './http/who.ts';
import { httpDoors } from './http-doors.ts';
import { EVALUATION_PASSWORD, EVALUATION_SITES, seedEvaluation } from './identity/evaluation.ts';
import { People } from './identity/people.ts';
import type { Actor } from './identity/policy.ts';
import { SessionExpiry } from './identity/session-expiry.ts';
import { TenancyLookup } from './identity/tenancy.ts';
import { FrameCache } from './imaging/frame-cache.ts';
import { LiveStudies } from './imaging/live/live-studies.ts';
import { StreamEndpoint } from './imaging/stream/endpoint.ts';
import { Transcoder } from './imaging/transcode/transcoder.ts';
import { Acceptor } from './intake/accept.ts';
import { AssociationLog } from './intake/association-log.ts';
import { intakePorts } from './intake/ports.ts';
import { startIntake } from './intake/thread.ts';
import { Realtime } from './realtime/realtime.ts';
import { sendSampleCase } from './sample/sample.ts';
import { Blobs } from './store/blobs.ts';
import { Bus } from './store/bus.ts';
import { SqlCollabLog } from './store/collab-log.ts';
import { openDatabase } from './store/database.ts';

export interface RunningServer {
  ready: { url: string; dimse: number | null; mllp: number | null; rtc: number | null };
  /** For a person at a terminal: where to go and who to be. */
  welcome: string;
  close(): Promise<void>;
}

const NO_ADMIN =
  'HYPERACUTE_MODE is "production", but nobody is an admin yet: npm run admin -- add-organisation ID NAME hub, then npm run admin -- add-person ID EMAIL NAME admin';

/** The scanner that the sample case comes from. */
const SAMPLE_AE = 'RIVERSIDE_CT';

const CLIENT_FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../dist/client');

/** Composition root: builds the parts, wires them, listens. `close` stops them in the opposite order. */
export async function startServer(config: Config): Promise<RunningServer> {
  const logger = pino({ level: config.logLevel, base: null }, pino.destination({ dest: 2, sync: false }));
  const bus = new Bus((error) => logger.error({ error: error instanceof Error ? error.name : 'unknown' }, 'a listener failed'));
  const db = await openDatabase(join(config.dataFolder, 'hyperacute.sqlite'), new URL('./procedures.ts', import.meta.url));
  const blobs = new Blobs(join(config.dataFolder, 'originals'));
  const people = new People(db, bus);
  const expiry = new SessionExpiry(people, () => logger.warn('sessions could not be looked through'));
  const tenancy = new TenancyLookup(db);
  if (config.mode === 'production' && !(await people.hasAdmin())) {
    await db.destroy();
    throw new ConfigError(NO_ADMIN);
  }
  const fresh = config.mode === 'evaluation' && (await seedEvaluation(db, people));

  const cache = new FrameCache();
  const live = new LiveStudies(db, bus);
  const transcoder = new Transcoder({
    db,
    blobs,
    bus,
    cache,
    isRead: (studyId) => live.isOpen(studyId),
    folder: join(config.dataFolder, 'derived'),
    threads: config.transcodeWorkers ?? availableParallelism(),
  });
  const rooms = new Rooms(bus);
  const consults = new Consults({ db, bus, tenancy, rooms });
  const mail = config.smtp === undefined ? null : new Mail(config.smtp);
  const notices = new Notices({
    db,
    mail,
    link: () => config.publicUrl ?? who.ownOrigins[0] ?? '',
    anywhere: config.mode === 'evaluation',
    onError: () => logger.warn('messages of a call could not be sent; they are tried again'),
  });
  const calls = new Calls({
    db,
    bus,
    tenancy,
    consults,
    onNotice: () => notices.flush(),
    onError: () => logger.error('a call could not go on; it is tried again'),
  });
  const acceptor = new Acceptor({ db, blobs, bus, onPicture: (picture) => transcoder.add(picture) });
  const who = new Who(people, config.publicUrl);
  const byId = (personId: string) => people.byId(personId);
  const may = async (personId: string, consultId: string, action: Parameters<Consults['can']>[2]) => {
    const actor = await byId(personId);
    return actor !== undefined && (await consults.can(actor, consultId, action));
  };

  const stream = new StreamEndpoint({
    db,
    bus,
    live,
    cache,
    transcoder,
    mayRead: (personId, consultId) => may(personId, consultId, 'consult.read'),
  });
  const collab: Collab<Person & { sessionId: string }> = createCollab({
    log: new SqlCollabLog(db),
    access: async ({ personId }, consultId) => ({
      read: await may(personId, consultId, 'consult.read'),
      write: await may(personId, consultId, 'marks.write'),
      moderate: await may(personId, consultId, 'marks.moderate'),
    }),
    onPresent: (consultId, present) => rooms.setClients(consultId, present),
    logger,
  });
  bus.on('revoked', ({ personId, sessionId }) => collab.revoke(sessionId === null ? { personId } : { sessionId }));

  const associations = new AssociationLog(db, bus);
  const intake = await startIntake(
    {
      spoolDir: join(config.dataFolder, 'spool'),
      dimse: {
        host: config.host,
        port: config.dimsePort,
        aeTitle: config.aeTitle,
        ...(config.dimseTls === undefined ? {} : { tls: config.dimseTls }),
      },
    },
    intakePorts({ db, blobs, acceptor, log: associations, aeTitle: config.aeTitle }),
  );

  const outbox = new Outbox({
    db,
    bus,
    logger,
    retry: config.deliveryRetry,
    archive: { intake, accept: acceptor.accept },
    mllpTls: config.mllpTls,
    dimseTls: config.dimseTls,
  });
  const hl7 = new Hl7({ db, bus, logger });
  await hl7.listen({ host: config.host, port: config.mllpPort, tls: config.mllpTls });

  // Trying it out as root on Debian needs nothing before it; a hospital's machine gets no compiler that nobody asked for.
  const media = await startSfu({ config: config.media, host: config.host, log: logger, install: config.mode === 'evaluation' });
  if (config.publicUrl !== undefined && config.media.announcedAddress === undefined && LOOPBACK.test(config.host))
    logger.warn('media goes to loopback only: set HYPERACUTE_RTC_ANNOUNCED_ADDRESS to the address that browsers reach');
  const sfu = new SfuCluster();
  sfu.add({ id: 'own', region: config.media.region, own: true, sfu: media.sfu });
  const sfuDoor = new SfuDoor({ secret: config.media.secret, cluster: sfu, log: logger });
  const guests = new Guests({
    invitations: new Invitations(db),
    bus,
    onError: (error) => logger.error({ error: error instanceof Error ? error.name : 'unknown' }, 'guests could not be looked after'),
  });
  const app = await createApp(config, logger);
  httpDoors(app, {
    config,
    db,
    blobs,
    bus,
    people,
    who,
    tenancy,
    consults,
    guests,
    calls,
    mail,
    acceptor,
    intake,
    associations,
    cache,
    transcoder,
    collab,
    hl7,
    outbox,
    sfu,
    mediaPort: media.sfu.port,
  });
  servePages(app, CLIENT_FOLDER);
  await app.ready();
  const realtime = new Realtime(app.server, bus, { consults, calls, rooms, tenancy, who, db, sfu, guests });
  listenForUpgrades(app.server, {
    who,
    consults,
    sockets: {
      stream: (request, socket, head, person, consultId, token) =>
        stream.accept(request, socket, head, { personId: person.personId, sessionId: People.sessionId(token), consultId }),
      collab: (request, socket, head, person, consultId, token) =>
        collab.handleUpgrade(request, socket, head, { ...person, sessionId: People.sessionId(token) }, consultId),
      sfu: (request, socket, head) => sfuDoor.accept(request, socket, head),
    },
  });
  await app.listen({ host: config.host, port: config.port });
  const { port } = app.server.address() as AddressInfo;
  const scheme = config.tls === undefined ? 'http' : 'https';
  const url = config.publicUrl ?? `${scheme}://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  who.ownOrigins = [`${scheme}://${config.host}:${port}`, `${scheme}://localhost:${port}`, `${scheme}://127.0.0.1:${port}`];
  await calls.resume();
  notices.start();
  void transcoder.resume();
  outbox.start();
  const sample =
    fresh && config.sampleCase !== 'off' && intake.dimsePort !== null
      ? sendSampleCase(
          {
            host: config.host,
            port: intake.dimsePort,
            callingAe: SAMPLE_AE,
            calledAe: config.aeTitle,
            folder: config.sampleCase,
            mllp: hl7.port,
          },
          (error) =>
            error === null
              ? logger.info('the sample case has been sent')
              : logger.warn({ error: error.name }, 'the sample case could not be sent'),
        )
      : null;

  return {
    ready: { url, dimse: intake.dimsePort, mllp: hl7.port, rtc: media.sfu.port },
    welcome: welcomeText(url),
    close: async () => {
      expiry.close();
      await sample?.close();
      await outbox.close();
      await hl7.close();
      await intake.close();
      await acceptor.close();
      await calls.close();
      await notices.close();
      await collab.close();
      await stream.close();
      guests.close();
      await realtime.close();
      sfuDoor.close();
      await media.close();
      await app.close();
      await transcoder.close();
      await db.destroy();
    },
  };
}

type Person = Extract<Actor, { kind: 'person' }>;

function welcomeText(url: string): string {
  const people = EVALUATION_SITES.flatMap((site) =>
    site.people.map((person) => `  ${person.email.padEnd(32)} ${person.role}, ${site.name}`),
  );
  return `\nHyperacute (evaluation) is ready: ${url}\nSign in with the password "${EVALUATION_PASSWORD}" as one of:\n${people.join('\n')}\n`;
}
