import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Peers that are not dependencies of the product; installed in a folder of their own for one run. */
const PACKAGES = ['@y/websocket-server@0.1.1', '@hocuspocus/server@3.4.4', 'yjs@13.6.33', 'ws@8.23.0'];

const SCRIPTS = {
  'y-websocket': `
    import http from 'node:http'; import { WebSocketServer } from 'ws'; import { setupWSConnection } from '@y/websocket-server/utils';
    const server = http.createServer(); const wss = new WebSocketServer({ server });
    wss.on('connection', (ws, request) => { ws.on('error', () => {}); setupWSConnection(ws, request); });
    server.listen(0, '127.0.0.1', () => console.log(server.address().port));`,
  hocuspocus: `
    import { Server } from '@hocuspocus/server';
    const server = new Server({ port: 0, address: '127.0.0.1', quiet: true, stopOnSignals: false });
    await server.listen(); console.log(server.address.port);`,
} as const;
export type PeerName = keyof typeof SCRIPTS;

export interface Peer {
  readonly name: PeerName;
  readonly url: string;
  readonly pid: number;
  close(): Promise<void>;
}

export interface PeerFolder {
  start(name: PeerName): Promise<Peer>;
  remove(): Promise<void>;
}

/** Installs the peers. Throws when there is no registry: then there is nothing to compare with. */
export async function installPeers(): Promise<PeerFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'collab-peers-'));
  await promisify(execFile)('npm', [
    'install',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--prefix',
    folder,
    ...PACKAGES,
  ]);
  return {
    start: async (name) => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPTS[name]], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const port = await portOf(child);
      return {
        name,
        url: `ws://127.0.0.1:${port}`,
        pid: child.pid ?? 0,
        close: async () => {
          child.kill('SIGKILL');
          if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
        },
      };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function portOf(child: ChildProcess): Promise<number> {
  let out = '';
  for await (const data of child.stdout!) {
    out += String(data);
    const port = /^(\d+)\s*$/m.exec(out)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error('the peer ended before it listened');
}
