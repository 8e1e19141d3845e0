import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../support/api.ts';

/** coturn, with credentials by a shared secret as the README says. */
export interface TurnServer {
  /** Everything it wrote so far. */
  log(): string;
  close(): Promise<void>;
}

export async function startTurn({ address, port, secret }: { address: string; port: number; secret: string }): Promise<TurnServer> {
  const folder = mkdtempSync(join(tmpdir(), 'hyperacute-turn-'));
  const child = spawn(
    'turnserver',
    [
      ...['-n', '--no-cli', '--no-tls', '--no-dtls', '--no-multicast-peers', '--simple-log', '--log-file', 'stdout', '--verbose'],
      ...['--listening-ip', address, '--relay-ip', address, '--listening-port', String(port)],
      ...['--use-auth-secret', '--static-auth-secret', secret, '--realm', 'hyperacute.invalid'],
      ...['--userdb', join(folder, 'turn.db'), '--pidfile', join(folder, 'turn.pid')],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => {
      said += data.toString();
    });
  await until(() => answers(address, port, child, said));
  return {
    log: () => said,
    close: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await new Promise((resolve) => child.once('exit', resolve));
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(address: string, port: number, child: ChildProcess, said: string): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`turnserver ended with ${child.exitCode}: ${said.slice(-2_000)}`);
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
