import { readFileSync } from 'node:fs';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import swagger from '@fastify/swagger';
import Fastify, {
  type FastifyInstance,
  LogController,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { handleError, notFound } from './errors.ts';

/** Bodies of JSON requests, bytes; images have routes of their own that stream. */
const MAX_JSON_BYTES = 256 * 1024;
/** Longer than any proxy's idle time, so that the proxy and not we end the connection (ms). Default 5 s broke 6 of 12 loads over 3G. */
const KEEP_ALIVE_MS = 75_000;
const HEADERS_MS = 15_000;

export type App = Awaited<ReturnType<typeof createApp>>;

/** Fastify with everything that holds for every route: limits, headers, errors, schema-first validation. */
export async function createApp(config: Config, logger: Logger) {
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_JSON_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: 0,
    trustProxy: false,
    routerOptions: { maxParamLength: 200 },
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    ...(config.tls === undefined ? {} : { https: { cert: readFileSync(config.tls.certFile), key: readFileSync(config.tls.keyFile) } }),
  } as object).withTypeProvider<ZodTypeProvider>() as unknown as FastifyInstance<
    RawServerDefault,
    RawRequestDefaultExpression,
    RawReplyDefaultExpression,
    Logger,
    ZodTypeProvider
  >;
  app.server.headersTimeout = HEADERS_MS;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(handleError);
  app.setNotFoundHandler(notFound);
  await app.register(cookie);
  await app.register(helmet, securityHeaders());
  await app.register(swagger, { openapi: { info: { title: 'Hyperacute', version: '1' } }, transform: jsonSchemaTransform });
  // What a person may see is nobody else's to keep.
  app.addHook('onSend', async (request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    if (request.url.startsWith('/api') || request.url.startsWith('/dicomweb')) reply.header('x-content-type-options', 'nosniff');
  });
  return app;
}

function securityHeaders() {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        workerSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ["'self'", 'blob:', 'data:'],
        styleSrc: ["'self'"],
        fontSrc: ["'self'"],
        mediaSrc: ["'self'", 'blob:'],
        manifestSrc: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' as const },
    crossOriginEmbedderPolicy: false,
    hsts: false,
  };
}
