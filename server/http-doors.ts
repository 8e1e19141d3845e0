import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { AppError } from '#shared/protocol/errors.ts';
import type { MediaAvailability } from '#shared/protocol/media.ts';
import type { SfuCluster } from '../sfu/cluster.ts';
import { adminRoutes } from './admin/routes.ts';
import { asideRoutes } from './aside/routes.ts';
import type { Calls } from './call/calls.ts';
import type { Mail } from './call/mail.ts';
import { callRoutes } from './call/routes.ts';
import { Charts } from './chart/chart.ts';
import { chartRoutes } from './chart/routes.ts';
import { zoneOf } from './chart/zone.ts';
import { mediaHost } from './check/media-host.ts';
import { checkRoutes } from './check/routes.ts';
import type { Collab } from './collab/collab.ts';
import type { Config } from './config.ts';
import type { Consults } from './consult/consults.ts';
import { consultRoutes } from './consult/routes.ts';
import type { Outbox } from './deliver/outbox.ts';
import { deliverRoutes } from './deliver/routes.ts';
import type { Guests } from './guest/guests.ts';
import { guestRoutes } from './guest/routes.ts';
import type { Hl7 } from './hl7/hl7.ts';
import { roomIdentityRoutes } from './hl7/room-identity.ts';
import { hl7Routes } from './hl7/routes.ts';
import type { App } from './http/app.ts';
import { healthRoutes, type Readiness } from './http/health.ts';
import type { Who } from './http/who.ts';
import type { People } from './identity/people.ts';
import { may } from './identity/policy.ts';
import { sessionRoutes } from './identity/routes.ts';
import type { TenancyLookup } from './identity/tenancy.ts';
import { dicomwebRoutes } from './imaging/dicomweb/routes.ts';
import type { FrameCache } from './imaging/frame-cache.ts';
import type { Transcoder } from './imaging/transcode/transcoder.ts';
import type { Acceptor } from './intake/accept.ts';
import type { AssociationLog } from './intake/association-log.ts';
import { registerStow } from './intake/stow.ts';
import type { Intake } from './intake/thread.ts';
import { registerUploads } from './intake/upload.ts';
import type { Blobs } from './store/blobs.ts';
import type { Bus } from './store/bus.ts';
import type { Database } from './store/database.ts';

/** What answers requests, built by the composition root. */
export interface Parts {
  config: Config;
  db: Database;
  blobs: Blobs;
  bus: Bus;
  people: People;
  who: Who;
  tenancy: TenancyLookup;
  consults: Consults;
  guests: Guests;
  calls: Calls;
  mail: Mail | null;
  acceptor: Acceptor;
  intake: Intake;
  associations: AssociationLog;
  cache: FrameCache;
  transcoder: Transcoder;
  collab: { readonly size: Collab<never>['size'] };
  hl7: Hl7;
  outbox: Outbox;
  sfu: SfuCluster;
  /** First port of media; null while there is none. */
  mediaPort: number | null;
}

/** Every HTTP route, and who stands behind it. */
export function httpDoors(app: App, parts: Parts): void {
  const { config, db, blobs, bus, people, who, tenancy, consults, guests, calls, mail, acceptor, intake, associations } = parts;
  const { cache, transcoder, collab, hl7, outbox, sfu, mediaPort } = parts;
  const secure = config.tls !== undefined || config.publicUrl?.startsWith('https://') === true;
  sessionRoutes(app, { people, who, secure, mode: config.mode, zoneOf: (id) => zoneOf(db, id) });
  consultRoutes(app, { consults, who });
  guestRoutes(app, { guests, consults, who });
  callRoutes(app, { calls, db, bus, who, tenancy, mail: mail !== null });
  chartRoutes(app, { charts: new Charts({ db, bus, tenancy, consults }), who, tenancy, db });
  // The image doors parse their own bodies: they want no schema provider.
  const plain = app as unknown as FastifyInstance;
  registerStow(
    plain,
    {
      intake,
      accept: acceptor.accept,
      whoIs: async (request) => {
        const actor = await who.actor(request);
        if (!may(actor, 'dicomweb.store', await tenancy.of(actor.organisationId))) throw new AppError('FORBIDDEN');
        return { organisationId: actor.organisationId, door: 'stow', sender: actor.kind === 'person' ? actor.personId : actor.keyId };
      },
    },
    { prefix: '/dicomweb' },
  );
  registerUploads(plain, {
    intake,
    accept: acceptor.accept,
    folder: join(config.dataFolder, 'uploads'),
    whoIs: async (request, consultId) => {
      const actor = await who.person(request);
      const consult = await consults.require(actor, consultId, 'consult.upload');
      return { organisationId: consult.organisationId, door: 'upload', sender: actor.personId, consultId };
    },
  });
  dicomwebRoutes(app, { db, who, consults, tenancy, blobs, cache, transcoder });
  checkRoutes(app, { db, who, tenancy, media: () => ({ host: mediaHost(config), port: mediaPort }) });
  adminRoutes(app, { config, db, who, tenancy, intake, associations });
  asideRoutes(app, { db, blobs, bus, who, tenancy, acceptor });
  hl7Routes(app, { db, bus, who, tenancy });
  roomIdentityRoutes(app, { db, bus, who, consults });
  deliverRoutes(app, { db, bus, who, tenancy, consults, outbox });
  healthRoutes(
    app,
    async () => ({
      store: { ready: true },
      mllp: hl7.port === null ? { ready: false, why: 'the HL7 port is not open' } : { ready: true },
      dimse: intake.dimsePort === null ? { ready: false, why: 'the DICOM port is not open' } : { ready: true },
      rtc: mediaReadiness(sfu.availability),
    }),
    {
      transcode_waiting: () => transcoder.waiting,
      frame_cache_bytes: () => cache.bytes,
      calls_waiting: () => calls.waiting,
      collab_connections: () => collab.size.connections,
      deliveries_waiting: () => outbox.counts.waiting,
      deliveries_late: () => outbox.counts.late,
      deliveries_failed: () => outbox.counts.failed,
      media_servers: () => sfu.size,
      media_workers: () => sfu.load.workers,
      media_rooms: () => sfu.load.rooms,
      media_peers: () => sfu.load.peers,
      media_producers: () => sfu.load.producers,
      media_consumers: () => sfu.load.consumers,
    },
  );
}

const mediaReadiness = (availability: MediaAvailability): Readiness[string] =>
  availability.state === 'ready' ? { ready: true } : { ready: false, needed: false, why: availability.why };
