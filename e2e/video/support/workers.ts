import { readdirSync, readFileSync } from 'node:fs';

/** Process ids of the media workers that this server started. */
export function mediaWorkers(serverPid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const [, state = '', parent = ''] = /^\d+ \(.*\) (\S) (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
        return parent === String(serverPid) && state !== 'Z' && readFileSync(`/proc/${name}/comm`, 'utf8').startsWith('mediasoup');
      } catch {
        // Ended while it was looked at.
        return false;
      }
    })
    .map(Number);
}
