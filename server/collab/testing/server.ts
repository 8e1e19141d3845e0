import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Collab, createCollab } from '../collab.ts';
import type { CollabLimits } from '../limits.ts';
import type { CollabAccess, CollabActor, CollabLog, Present, RefusalReason } from '../ports.ts';
import { MemoryLog } from './memory-log.ts';

export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly collab: Collab<CollabActor>;
  readonly log: CollabLog;
  readonly refused: { personId: string; consultId: string; reason: RefusalReason }[];
  readonly present: Map<string, readonly Present[]>;
  /** What people may do; `write` for everyone unless set. */
  readonly access: Map<string, CollabAccess>;
  /** Stops without letting the endpoint finish anything, as a dying process would. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

const WRITER: CollabAccess = { read: true, write: true, moderate: false };

/**
 * A real HTTP server with the endpoint on `/collab/<consult id>`. Who somebody is stands in the header `x-person` (and `x-session`), in place
 * of the session cookie that the product's HTTP layer checks.
 */
export async function startTestServer(
  options: { log?: CollabLog; limits?: Partial<CollabLimits>; port?: number; access?: Map<string, CollabAccess> } = {},
): Promise<TestServer> {
  const log = options.log ?? new MemoryLog();
  const refused: TestServer['refused'] = [];
  const present: TestServer['present'] = new Map();
  const access = options.access ?? new Map<string, CollabAccess>();
  const collab = createCollab<CollabActor>(
    {
      log,
      access: async (actor) => access.get(actor.personId) ?? WRITER,
      onPresent: (consultId, people) => present.set(consultId, people),
      onRefused: ({ personId }, consultId, reason) => refused.push({ personId, consultId, reason }),
    },
    options.limits,
  );
  const http = createServer();
  const sockets = new Set<{ destroy(): void }>();
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  http.on('upgrade', (request, socket, head) => {
    const consultId = new URL(request.url ?? '/', 'http://host').pathname.replace('/collab/', '');
    const personId = String(request.headers['x-person'] ?? 'nobody');
    collab.handleUpgrade(request, socket, head, { personId, sessionId: String(request.headers['x-session'] ?? personId) }, consultId);
  });
  http.listen(options.port ?? 0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  const stop = async () => {
    for (const socket of sockets) socket.destroy();
    if (!http.listening) return;
    http.close();
    await once(http, 'close');
  };
  return {
    url: `ws://127.0.0.1:${port}/collab`,
    port,
    collab,
    log,
    refused,
    present,
    access,
    kill: stop,
    close: async () => {
      await collab.close();
      await stop();
    },
  };
}
