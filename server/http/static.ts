import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { App } from './app.ts';
import { notFound } from './errors.ts';

const YEAR_S = 31_536_000;

/** The built client. Pages are one document; its assets carry their hash in their name and never change. */
export function servePages(app: App, folder: string): void {
  if (!existsSync(join(folder, 'index.html'))) throw new Error('the client is not built: run npm start, which builds it');
  app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.includes('/assets/') ? `public, max-age=${YEAR_S}, immutable` : 'no-cache');
    },
  });
  for (const page of ['/', '/sign-in', '/notify', '/admin', '/admin/stroke', '/check', '/consults/:id', '/join/:token', '/send/:token'])
    app.get(page, { schema: { hide: true } }, (_request, reply) => reply.sendFile('index.html'));
  app.get('/favicon.ico', { schema: { hide: true } }, notFound);
}
