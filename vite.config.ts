import { fileURLToPath } from 'node:url';
import solid from 'vite-plugin-solid';
import { defineConfig } from 'vitest/config';
import { keepPolicy } from './client/viewer/build/csp-patch.ts';
import { fixHtj2kLeak } from './client/viewer/build/leak-patch.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const testing = process.env['VITEST'] !== undefined;
const backend = `127.0.0.1:${process.env['HYPERACUTE_PORT'] ?? '8080'}`;
const http = { target: `http://${backend}` };
const socket = { target: `ws://${backend}`, ws: true };

/** CommonJS inside the loader: the dev worker dies silently unless they are pre-bundled. */
const codecs = [
  'codec-charls/decodewasmjs',
  'codec-libjpeg-turbo-8bit/decodewasmjs',
  'codec-openjpeg/decodewasmjs',
  'codec-openjph/wasmjs',
  'jpeg-lossless-decoder-js',
];

/** Real processes on free ports, for minutes. */
const slow = {
  environment: 'node' as const,
  // A busy machine answers late; what never comes fails all the same.
  expect: { poll: { timeout: 15_000 } },
  pool: 'forks' as const,
};
/** Browsers, and promises counted in seconds, have both cores to themselves. */
const alone = { ...slow, fileParallelism: false };

/** What hangs fails; a busy machine does not. */
const UNIT_MS = 30_000;

export default defineConfig({
  root: testing ? path('.') : path('client'),
  publicDir: path('client/public'),
  plugins: [solid(), fixHtj2kLeak(), keepPolicy()],
  worker: { format: 'es', plugins: () => [fixHtj2kLeak(), keepPolicy()] },
  resolve: {
    alias: [
      // Pulls xmlbuilder2 and with it Node's `events`: the dev page dies, the build grows by 325 kB. Nothing here reads VTK XML.
      { find: /^@kitware\/vtk\.js\/IO\/XML\/XMLPolyDataReader\.js$/, replacement: path('client/viewer/build/empty-reader.js') },
      // vite-plugin-solid resolves for browsers in tests; there `ws` is a stub that throws.
      ...(testing ? [{ find: /^ws$/, replacement: path('node_modules/ws/wrapper.mjs') }] : []),
    ],
  },
  optimizeDeps: {
    // Plug-ins do not see pre-bundled code, and the leak patch must see this.
    exclude: ['@cornerstonejs/dicom-image-loader'],
    include: [
      '@cornerstonejs/codec-openjph/wasmjs',
      ...['dicom-parser', 'pako', 'comlink'],
      ...codecs.map((name) => `@cornerstonejs/dicom-image-loader > ${name.startsWith('codec') ? '@cornerstonejs/' : ''}${name}`),
    ],
  },
  build: {
    outDir: path('dist/client'),
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy allows no data: for scripts, styles and WASM.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 6000,
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': http,
      '/dicomweb': http,
      '/healthz': http,
      '/readyz': http,
      '/socket.io': { ...http, ws: true },
      '/guest/': { ...http, ws: true },
      '/stream': socket,
      '/collab': socket,
    },
  },
  test: {
    passWithNoTests: true,
    projects: [
      // One process for many files: starting one for each took as long as the tests themselves. Three, since some wait.
      {
        test: {
          name: 'unit',
          environment: 'node',
          isolate: false,
          maxWorkers: 3,
          testTimeout: UNIT_MS,
          include: ['{client,server,shared,sfu,scripts}/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'solid', environment: 'jsdom', maxWorkers: 3, testTimeout: UNIT_MS, include: ['client/**/*.test.tsx'] },
      },
      // These mostly wait for each other: two files at a time.
      {
        test: {
          name: 'integration',
          include: ['e2e/{server,collab}/**/*.integration.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          ...slow,
        },
      },
      { test: { name: 'media', include: ['e2e/media/**/*.integration.ts'], testTimeout: 60_000, hookTimeout: 60_000, ...alone } },
      { test: { name: 'e2e', include: ['e2e/**/*.e2e.ts'], testTimeout: 120_000, hookTimeout: 120_000, ...alone } },
    ],
  },
});
