// Makes a clean clone ready: dependencies, the built client, and for tests the system packages. Plain JavaScript without
// dependencies, because it runs before any are there, on whatever Node (20 or later) the machine has.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const forTests = process.argv.includes('--test');
const withClient = !process.argv.includes('--no-build');
const say = (text) => process.stderr.write(`${text}\n`);

/** What the tests drive for real. Command that proves it is there → Debian package. */
const SYSTEM = {
  '/usr/bin/chromium': 'chromium',
  '/usr/bin/storescu': 'dcmtk',
  '/usr/bin/redis-server': 'redis-server',
  '/usr/sbin/ip': 'iproute2',
  '/usr/bin/zip': 'zip',
  '/usr/bin/pdftotext': 'poppler-utils',
  '/usr/bin/turnserver': 'coturn',
  '/usr/sbin/Orthanc': 'orthanc orthanc-dicomweb',
};
/** What only the benchmarks need beside it. */
const SYSTEM_BENCH = { '/usr/bin/cc': 'gcc libc6-dev' };

function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, ...env } });
  if (error || status !== 0) {
    say(
      `"${command} ${args.join(' ')}" failed${error ? `: ${error.message}` : ''}. Fix what it says above and run the same command again.`,
    );
    process.exit(1);
  }
}

const age = (path) => (existsSync(join(root, path)) ? statSync(join(root, path)).mtimeMs : 0);

function newestUnder(path) {
  const full = join(root, path);
  if (!existsSync(full)) return 0;
  const entry = statSync(full);
  if (!entry.isDirectory()) return entry.mtimeMs;
  return Math.max(0, ...readdirSync(full).map((name) => newestUnder(join(path, name))));
}

function checkNode() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) {
    say(`Node ${process.versions.node} is too old: install Node 20 or later.`);
    process.exit(1);
  }
  if (process.platform !== 'linux' && major < 24) {
    say(`On ${process.platform} Hyperacute runs on the Node of the system, which must be 24 or later; it is ${process.versions.node}.`);
    process.exit(1);
  }
}

function installDependencies() {
  if (age('node_modules/.package-lock.json') >= age('package-lock.json')) return;
  say('Installing dependencies (about a minute the first time)');
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
}

function buildClient() {
  const sources = ['client', 'shared', 'vite.config.ts', 'package-lock.json'].map(newestUnder);
  if (age('dist/client/index.html') >= Math.max(...sources)) return;
  say('Building the pages (about 20 s)');
  run('npm', ['run', '--silent', 'build']);
}

function installSystemPackages(wanted) {
  const missing = Object.entries(wanted)
    .filter(([file]) => !existsSync(file))
    .flatMap(([, packages]) => packages.split(' '));
  if (missing.length === 0) return;
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) {
    say(`The tests need these Debian packages: ${missing.join(' ')}. Install them and run the same command again.`);
    process.exit(1);
  }
  say(`Installing system packages for the tests: ${missing.join(' ')}`);
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-q'], quiet);
  run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...missing], quiet);
}

/** In the foreground, because the tests need it; `npm start` has the server do it behind everybody's back (sfu/worker-binary.ts). */
const makeMediaWorker = () => run(process.execPath, [join(root, 'sfu/worker/setup.mjs'), '--install']);

checkNode();
installDependencies();
if (forTests) installSystemPackages(process.env.npm_lifecycle_event === 'bench' ? { ...SYSTEM, ...SYSTEM_BENCH } : SYSTEM);
if (forTests) makeMediaWorker();
if (withClient) buildClient();
