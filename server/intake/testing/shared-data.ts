import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Real data and hostile cases lie beside the checkout; where they do not, the tests that use them say so and pass. */
export const DATA = resolve(process.env['HYPERACUTE_TEST_DATA'] ?? join(import.meta.dirname, '../../../../shared/data'));
export const HOSTILE = join(dirname(DATA), 'hostile');

export const hasData = existsSync(join(DATA, 'dicom'));
export const hasHostile = existsSync(join(HOSTILE, 'manifest.json'));
for (const [name, there] of [
  [DATA, hasData],
  [HOSTILE, hasHostile],
] as const) {
  if (!there) process.stderr.write(`${name} is not there: tests that use it have nothing to do\n`);
}

export interface HostileCase {
  readonly id: string;
  readonly file: string;
  readonly encoding: 'identity' | 'gzip';
  readonly entry: string[];
  readonly technique: string;
  readonly control: boolean;
  readonly send?: { readonly hold_s?: number; readonly then?: 'FIN'; readonly bytes_per_s?: number; readonly tenant?: string };
  readonly expect: {
    readonly stored?: boolean | number | 'any' | 'quarantine';
    readonly code?: string;
    readonly cstore?: string;
    readonly http?: number | number[];
    readonly stow?: { readonly http: number | number[]; readonly failureReason?: string; readonly warningReason?: string | null };
    readonly upload?: { readonly file?: string; readonly code?: string };
    readonly pdu?: string;
    readonly max_ms?: number;
    readonly text?: string;
    readonly rejected?: number;
    readonly ignored?: number;
  };
}

export function hostile(prefix: string): HostileCase[] {
  if (!hasHostile) return [];
  const manifest = JSON.parse(readFileSync(join(HOSTILE, 'manifest.json'), 'utf8')) as { items: HostileCase[] };
  return manifest.items.filter((item) => item.id.startsWith(prefix));
}

export function bytesOf(item: HostileCase): Buffer {
  const bytes = readFileSync(join(HOSTILE, item.file));
  return item.encoding === 'gzip' ? gunzipSync(bytes) : bytes;
}
