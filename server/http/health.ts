import { collectDefaultMetrics, Registry } from 'prom-client';
import { z } from 'zod';
import type { App } from './app.ts';

/** A part with `needed: false` says how it is and keeps nobody away: images are read without it. */
export type Readiness = Record<string, { ready: boolean; needed?: false; why?: string }>;

/** `/healthz`: the process answers. `/readyz`: each part by name. `/metrics`: Prometheus text. None of them names a patient. */
export function healthRoutes(app: App, readiness: () => Promise<Readiness>, gauges: Record<string, () => number>): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  app.get('/healthz', { schema: { response: { 200: z.object({ ok: z.literal(true) }) } } }, async () => ({ ok: true as const }));
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const parts = await readiness();
    const ready = Object.values(parts).every((part) => part.ready || part.needed === false);
    return reply.code(ready ? 200 : 503).send({ ready, parts });
  });
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const own = Object.entries(gauges).map(([name, read]) => `# TYPE hyperacute_${name} gauge\nhyperacute_${name} ${read()}\n`);
    return reply.type(registry.contentType).send((await registry.metrics()) + own.join(''));
  });
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}
