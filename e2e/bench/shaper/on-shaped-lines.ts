import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from '../result.ts';
import { Network, type Side } from './network.ts';

/** What was started and is to be ended; the newest first. */
export type Closers = (() => Promise<unknown>)[];

/** Runs a benchmark in a network of its own, and ends all that it started. Where lines cannot be shaped it says so, and nothing is measured. */
export async function onShapedLines(name: string, measure: (network: Network, closers: Closers) => Promise<Outcome>): Promise<Outcome> {
  if (process.getuid?.() !== 0 || !existsSync('/dev/net/tun')) {
    console.log(`${name}: shaped lines need root and /dev/net/tun, which are not here; going on without it`);
    return { rows: [], goals: [] };
  }
  const network = await Network.create();
  const closers: Closers = [];
  try {
    return await measure(network, closers);
  } finally {
    for (const close of closers.reverse()) await close();
    await network.remove();
  }
}

/** A program that starts Chromium on that side. */
export function chromiumOn(network: Network, side: Side, closers: Closers): string {
  const folder = mkdtempSync(join(tmpdir(), 'bench-chromium-'));
  closers.push(async () => rmSync(folder, { recursive: true }));
  const path = join(folder, 'chromium');
  writeFileSync(path, `#!/bin/sh\nexec ${network.prefix(side).join(' ')} ${process.env['CHROMIUM'] ?? '/usr/bin/chromium'} "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}
