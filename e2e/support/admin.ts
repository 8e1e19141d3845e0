import { spawnSync } from 'node:child_process';
import { root, type TestServer } from './server.ts';

/** `npm run admin -- …` on a server's data folder. */
export function admin(
  server: Pick<TestServer, 'dataFolder'>,
  parameters: string[],
  input = '',
): { out: string; error: string; code: number | null } {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['server/admin-cli.ts', ...parameters], {
    cwd: root,
    input,
    env: { ...process.env, HYPERACUTE_DATA: server.dataFolder },
    encoding: 'utf8',
  });
  return { out: stdout, error: stderr, code: status };
}
