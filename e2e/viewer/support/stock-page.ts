import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';
import type { StockHandles } from './stock/main.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const page = path('./stock');
/** Pulls Node's `events` into the page, which nobody's bundler has. */
const XML_READER = {
  find: /^@kitware\/vtk\.js\/IO\/XML\/XMLPolyDataReader\.js$/,
  replacement: path('../../../client/viewer/build/empty-reader.js'),
};

declare global {
  interface Window {
    stock: StockHandles;
  }
}

/** A page of nobody's but Cornerstone's, without any patch of ours, on the same origin as a server's DICOMweb. */
export async function stockPage(server: { url: string }): Promise<{ url: string; close(): Promise<void> }> {
  const outDir = mkdtempSync(join(tmpdir(), 'hyperacute-stock-'));
  const common = { root: page, configFile: false, logLevel: 'error', mode: 'production' } as const;
  // The test runner's own mark would make the build one for tests.
  const mark = process.env['VITEST'];
  delete process.env['VITEST'];
  try {
    await build({
      ...common,
      worker: { format: 'es' },
      resolve: { alias: [XML_READER] },
      build: { outDir, emptyOutDir: true, target: 'es2022' },
    });
  } finally {
    if (mark !== undefined) process.env['VITEST'] = mark;
  }
  const target = { target: server.url };
  const served = await preview({
    ...common,
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0, proxy: { '/dicomweb': target, '/api': target } },
  });
  return {
    url: served.resolvedUrls!.local[0]!,
    close: async () => {
      await served.close();
      rmSync(outDir, { recursive: true });
    },
  };
}
