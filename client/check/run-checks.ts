import { LEAST_DOWN_MBIT, LEAST_UP_MBIT, rate, roundTrip } from '#shared/media/check-advice.ts';
import { type CheckName, type CheckReport, type Found, RATE_BYTES } from '#shared/protocol/check.ts';
import type { EventSocket } from '../app/events.ts';
import { deviceWords } from '../room/video/words.ts';
import { DeviceError, openCamera, openMicrophone } from '../video/devices.ts';
import { watchLevel } from '../video/level.ts';
import { testPaths } from '../video/path-test.ts';

/** Loudness above which a microphone is alive, of `watchLevel`; a room is never quite silent. */
const ALIVE = 0.02;
const LISTEN_MS = 2_500;
const PINGS = 5;

type Tell = (name: CheckName, found: Found) => void;

/** Everything a machine can find out alone, one after the other: two at once would disturb each other's numbers. The speaker is asked of the person. */
export async function runChecks(socket: EventSocket, tell: Tell): Promise<void> {
  tell('webAssembly', verdict(typeof WebAssembly === 'object', ''));
  tell('webgl2', verdict(document.createElement('canvas').getContext('webgl2') !== null, ''));
  tell('camera', await checkCamera());
  tell('microphone', await checkMicrophone());
  tell('roundTrip', await checkRoundTrip());
  tell('down', await checkRate('down'));
  tell('up', await checkRate('up'));
  try {
    const { udp, tcp } = await testPaths(socket);
    for (const [name, { works, rttMs }] of [['udp', udp] as const, ['tcp', tcp] as const])
      tell(name, verdict(works, works && rttMs !== null ? `${Math.round(rttMs)} ms` : ''));
  } catch {
    for (const name of ['udp', 'tcp'] as const) tell(name, { state: 'failed', detail: 'media is not running on the server' });
  }
}

const verdict = (good: boolean, detail: string): Found => ({ state: good ? 'good' : 'failed', detail });

async function checkCamera(): Promise<Found> {
  try {
    const track = await openCamera('', false);
    const { width = 0, height = 0 } = track.getSettings();
    track.stop();
    return { state: width >= 640 ? 'good' : 'poor', detail: `${width} × ${height}` };
  } catch (error) {
    return { state: 'failed', detail: deviceWords[error instanceof DeviceError ? error.refusal : 'failed'].camera };
  }
}

async function checkMicrophone(): Promise<Found> {
  try {
    const track = await openMicrophone('');
    let loudest = 0;
    const stop = watchLevel(track, (level) => {
      loudest = Math.max(loudest, level);
    });
    await new Promise((resolve) => setTimeout(resolve, LISTEN_MS));
    stop();
    track.stop();
    return loudest > ALIVE ? { state: 'good', detail: '' } : { state: 'poor', detail: 'it opens, but nothing was heard' };
  } catch (error) {
    return { state: 'failed', detail: deviceWords[error instanceof DeviceError ? error.refusal : 'failed'].microphone };
  }
}

/** The fastest of a few answers: what the line takes, not what the server was busy with. */
async function checkRoundTrip(): Promise<Found> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < PINGS; i++) {
    const from = performance.now();
    const response = await fetch('/healthz', { cache: 'no-store' }).catch(() => null);
    if (response?.ok === true) best = Math.min(best, performance.now() - from);
  }
  return Number.isFinite(best) ? roundTrip(best) : { state: 'failed', detail: 'the server does not answer' };
}

async function checkRate(way: 'down' | 'up'): Promise<Found> {
  const from = performance.now();
  try {
    const response =
      way === 'down'
        ? await fetch('/api/check/bytes', { cache: 'no-store' })
        : await fetch('/api/check/bytes', {
            method: 'POST',
            headers: { 'content-type': 'application/octet-stream' },
            body: new Uint8Array(RATE_BYTES),
          });
    const bytes = way === 'down' ? (await response.arrayBuffer()).byteLength : RATE_BYTES;
    if (!response.ok || bytes < RATE_BYTES) return { state: 'failed', detail: '' };
    const mbit = (bytes * 8) / 1e6 / ((performance.now() - from) / 1000);
    return rate(mbit, way === 'down' ? LEAST_DOWN_MBIT : LEAST_UP_MBIT);
  } catch {
    return { state: 'failed', detail: '' };
  }
}

const DEVICE_KEY = 'hyperacute.check-device';

/** The same PC is the same line on the admin page. */
export function deviceId(): string {
  const known = localStorage.getItem(DEVICE_KEY);
  if (known !== null && /^[0-9a-f-]{36}$/.test(known)) return known;
  const made = crypto.randomUUID();
  localStorage.setItem(DEVICE_KEY, made);
  return made;
}

/** Browser and system in a few words. */
export function browserWords(userAgent: string): CheckReport['browser'] {
  const browser = /(Edg|Firefox|Chrome|Version)\/(\d+)/.exec(userAgent);
  const names: Record<string, string> = { Edg: 'Edge', Version: 'Safari' };
  const system = /Windows|Android|iPhone|iPad|CrOS|Mac OS X|Linux/.exec(userAgent)?.[0] ?? 'unknown system';
  return browser === null ? system : `${names[browser[1]!] ?? browser[1]} ${browser[2]}, ${system}`;
}
