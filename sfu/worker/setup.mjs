// Makes sure that mediasoup has a worker binary, by the first of these that works, and prints its path:
//   1. MEDIASOUP_WORKER_BIN names one;
//   2. one for this version and build kit is in place already;
//   3. one that this script built before is in the cache folder;
//   4. mediasoup's own prebuilt binary (a download from GitHub);
//   5. a build from the C++ source in the npm package with the system's libraries.
//
//   node sfu/worker/setup.mjs            do the above; what it does is said on stderr
//   node sfu/worker/setup.mjs --build    never download
//   node sfu/worker/setup.mjs --install  install Debian packages that the build lacks, when run as root there
//   node sfu/worker/setup.mjs --check    only 1 to 3: exit 0 when there is one, else 1
//
// Several processes may run it at once: one builds, the others wait for it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const log = (text) => process.stderr.write(`${text}\n`);
const flags = new Set(process.argv.slice(2));

// package.json is not in mediasoup's "exports", so go up from its main file.
const packageDir = path.resolve(path.dirname(createRequire(import.meta.url).resolve('mediasoup')), '../..');
const { version } = JSON.parse(readFileSync(path.join(packageDir, 'package.json'), 'utf8'));
const target = path.join(packageDir, 'worker/out/Release/mediasoup-worker');
/** Beside the binary: which build it is. */
const targetKey = `${target}.key`;

/** Others look this often whether the one who builds is done, ms. */
const LOOK_MS = 500;

function run(command, args, options = {}) {
  return spawnSync(command, args, { encoding: 'utf8', ...options });
}

// Started by hand the worker says "you don't seem to be my real father!" and
// exits with 41. Anything else means that it cannot run here, for instance
// because a shared library is missing.
function works(file) {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    return false;
  }
  const env = { ...process.env };
  delete env.MEDIASOUP_VERSION;
  return run(file, [], { env, timeout: 10_000 }).status === 41;
}

/** Puts it at mediasoup's default path, whole or not at all. */
function install(file, key) {
  mkdirSync(path.dirname(target), { recursive: true });
  const own = `${target}.${process.pid}`;
  copyFileSync(file, own);
  chmodSync(own, 0o755);
  renameSync(own, target);
  writeFileSync(targetKey, key);
}

function inPlace(key) {
  try {
    return readFileSync(targetKey, 'utf8') === key && works(target);
  } catch {
    return false;
  }
}

function kitFiles(dir) {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(dir, entry.name);
    return entry.isDirectory() ? kitFiles(file) : [file];
  });
}

// What the built binary depends on: mediasoup's version, our build files, the
// machine and the distribution's release (whose libraries keep their ABI).
function cacheKey() {
  const hash = createHash('sha256');
  for (const file of [path.join(here, 'Makefile'), path.join(here, 'prefix.hpp'), ...kitFiles(path.join(here, 'shims')).sort()]) {
    hash.update(readFileSync(file));
  }
  let release = 'unknown';
  try {
    const text = readFileSync('/etc/os-release', 'utf8');
    release = ['ID', 'VERSION_ID'].map((name) => new RegExp(`^${name}="?([^"\n]*)`, 'm').exec(text)?.[1] ?? '').join('');
  } catch {}
  return `${version}-${process.arch}-${release}-${hash.digest('hex').slice(0, 12)}`;
}

function download(key) {
  log(`downloading the prebuilt media worker (mediasoup ${version})`);
  // mediasoup's own install script. When the download fails it would start a
  // long build that needs more downloads; an unusable PYTHON stops it there.
  const { stdout, stderr } = run(process.execPath, ['npm-scripts.mjs', 'postinstall'], {
    cwd: packageDir,
    env: { ...process.env, PYTHON: 'false' },
    timeout: 120_000,
  });
  if (works(target)) {
    writeFileSync(targetKey, key);
    return true;
  }
  rmSync(path.dirname(target), { recursive: true, force: true });
  const reason = /failed to download[^\n]*|no available[^\n]*/.exec(`${stdout}${stderr}`)?.[0];
  log(`no prebuilt media worker: ${reason ?? 'the download did not finish'}`);
  return false;
}

function missing() {
  const needs = [
    ['g++', ['--version'], 'g++'],
    ['make', ['--version'], 'make'],
    ['flatc', ['--version'], 'flatbuffers-compiler'],
    ['pkg-config', ['--version'], 'pkg-config'],
    ['pkg-config', ['--exists', 'libuv'], 'libuv1-dev'],
    ['pkg-config', ['--exists', 'openssl'], 'libssl-dev'],
    ['pkg-config', ['--exists', 'libsrtp2'], 'libsrtp2-dev'],
    ['pkg-config', ['--exists', 'flatbuffers'], 'libflatbuffers-dev'],
  ];
  return [...new Set(needs.filter(([command, args]) => run(command, args).status !== 0).map(([, , name]) => name))];
}

function installPackages(packages) {
  if (process.getuid?.() !== 0 || run('apt-get', ['--version']).status !== 0) return false;
  log(`installing what building the media worker needs: ${packages.join(' ')}`);
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: ['ignore', 'ignore', 2] };
  const wait = ['-q', '-o', 'DPkg::Lock::Timeout=300'];
  run('apt-get', ['update', ...wait], options);
  return run('apt-get', ['install', '-y', '--no-install-recommends', ...wait, ...packages], options).status === 0;
}

function build(cacheDir, cached) {
  let packages = missing();
  if (packages.length && flags.has('--install') && installPackages(packages)) packages = missing();
  if (packages.length) {
    log(`the media worker must be built; install what that needs: apt-get install ${packages.join(' ')}`);
    return false;
  }
  const out = path.join(cacheDir, 'build');
  const jobs = Number(process.env.JOBS) || availableParallelism();
  const started = Date.now();
  log('the media worker is being built, which takes a few minutes the first time');
  const { status } = run('make', ['-s', `-j${jobs}`, '-C', here, `WORKER=${path.join(packageDir, 'worker')}`, `OUT=${out}`], {
    stdio: ['ignore', flags.has('--verbose') ? 2 : 'ignore', 2],
  });
  const built = path.join(out, 'mediasoup-worker');
  if (status !== 0 || !works(built)) {
    // An object that was cut short by a power cut would fail the link for ever.
    rmSync(out, { recursive: true, force: true });
    log('the media worker could not be built');
    return false;
  }
  copyFileSync(built, `${cached}.tmp`);
  renameSync(`${cached}.tmp`, cached);
  rmSync(out, { recursive: true, force: true });
  log(`the media worker was built in ${Math.round((Date.now() - started) / 1000)} s`);
  return true;
}

/** True when this process is the one that builds; false after it had to wait for another that did. */
function takeTurn(lock) {
  for (let waited = false; ; waited = true) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return !waited;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!holderLives(lock)) rmSync(lock, { force: true });
    else if (!waited) log('another process builds the media worker; waiting for it');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS);
  }
}

function holderLives(lock) {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function main() {
  const named = process.env.MEDIASOUP_WORKER_BIN;
  if (named) {
    if (works(named)) return named;
    log(`MEDIASOUP_WORKER_BIN does not run: ${named}`);
    return null;
  }
  const key = cacheKey();
  if (inPlace(key)) return target;
  const cacheDir = path.join(process.env.MEDIA_WORKER_CACHE ?? path.join(here, '../../.cache/media-worker'), key);
  const cached = path.join(cacheDir, 'mediasoup-worker');
  const fromCache = () => {
    if (!works(cached)) return null;
    install(cached, key);
    return works(target) ? target : null;
  };
  const found = fromCache();
  if (found !== null || flags.has('--check')) return found;
  mkdirSync(cacheDir, { recursive: true });
  const lock = path.join(cacheDir, 'lock');
  try {
    const first = takeTurn(lock);
    if (!first && inPlace(key)) return target;
    const made = first ? null : fromCache();
    if (made !== null) return made;
    if (!flags.has('--build') && download(key)) return target;
    return build(cacheDir, cached) ? fromCache() : null;
  } finally {
    if (existsOwn(lock)) rmSync(lock, { force: true });
  }
}

function existsOwn(lock) {
  try {
    return readFileSync(lock, 'utf8') === String(process.pid);
  } catch {
    return false;
  }
}

const worker = main();
if (worker === null) process.exitCode = 1;
else process.stdout.write(`${worker}\n`);
