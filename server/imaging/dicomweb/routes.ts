import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '#shared/protocol/errors.ts';
import type { App } from '../../http/app.ts';
import { PAGE_POLICY } from '../document/page.ts';
import { enclosedPdf, renderedPage, renderedType } from '../document/render.ts';
import { originalBytes, type StoredBytes, valueBytes } from '../stored-bytes.ts';
import { mediaRanges, negotiate, type Offer } from './accept.ts';
import { InstanceCache } from './instance-cache.ts';
import { type InstancePath, instancesOf, oneInstance, type StoredInstance } from './instances.ts';
import { metadataOf } from './metadata.ts';
import { sendMultipart } from './multipart.ts';
import { checkFrames, EXPLICIT_LE, HTJ2K_RPCL, htj2kFrame, type PixelDeps, picture, rawFrame, storedFrame, storedType } from './pixels.ts';
import { queryInstances, querySeries, queryStudies } from './qido.ts';
import { type Match, parseQuery } from './query.ts';
import { consultScope, ownScope, type Scope, type ScopeDeps } from './scope.ts';

export type DicomwebDeps = ScopeDeps & PixelDeps;
type Params = { study: string; series: string; instance: string; frames: string; path: string };

const DICOM_JSON = 'application/dicom+json';
/** Data is no page: nothing in it may run. One fixed header instead of the pages' twelve, on routes asked thousands of times. */
const NOTHING_RUNS = "default-src 'none'; sandbox";
const THUMBNAIL_SIDE = 128;
/** Asked sizes of a rendered picture beyond this are cut, pixels. */
const MAX_SIDE = 4096;

/** QIDO-RS and WADO-RS (PS3.18 §10.4, §10.6) under `/dicomweb` (own organisation) and `/api/consults/:id/dicomweb` (one consult). */
export function dicomwebRoutes(app: App, deps: DicomwebDeps): void {
  under(app, deps, '/dicomweb', ownScope);
  under(app, deps, '/api/consults/:id/dicomweb', consultScope);
}

function under(app: App, deps: DicomwebDeps, base: string, scopeOf: (request: FastifyRequest, deps: ScopeDeps) => Promise<Scope>): void {
  const cache = new InstanceCache();
  const one = (scope: Scope, params: Params) => cache.get(scope, params, () => oneInstance(deps.db, scope, params));
  type Handler = (request: FastifyRequest, reply: FastifyReply, scope: Scope, params: Params) => unknown;
  const get = (path: string, handler: Handler) =>
    app.get(base + path, { schema: { hide: true }, helmet: false }, async (request, reply) => {
      reply.header('content-security-policy', NOTHING_RUNS);
      return handler(request, reply, await scopeOf(request, deps), request.params as Params);
    });

  const qido = (level: typeof queryStudies) => async (request: FastifyRequest, reply: FastifyReply, scope: Scope, params: Params) => {
    const query = parseQuery(request.query as Record<string, unknown>);
    const fixed: [string, string | undefined][] = [
      ['0020000D', params.study],
      ['0020000E', params.series],
    ];
    query.matches.push(
      ...fixed.filter((pair): pair is [string, string] => pair[1] !== undefined).map(([tag, value]): Match => ({ tag, value })),
    );
    return json(reply, await level(deps.db, scope, query));
  };
  get('/studies', qido(queryStudies));
  get('/series', qido(querySeries));
  get('/instances', qido(queryInstances));
  get('/studies/:study/series', qido(querySeries));
  get('/studies/:study/instances', qido(queryInstances));
  get('/studies/:study/series/:series/instances', qido(queryInstances));

  for (const path of ['/studies/:study', '/studies/:study/series/:series', '/studies/:study/series/:series/instances/:instance']) {
    get(path, async (request, reply, scope, params) => sendOriginals(reply, deps, request, await instancesOf(deps.db, scope, params)));
    get(`${path}/metadata`, async (_request, reply, scope, params) =>
      json(
        reply,
        (await instancesOf(deps.db, scope, params)).map((instance) => metadataOf(instance, scope.base)),
      ),
    );
    get(`${path}/rendered`, async (request, reply, scope, params) =>
      sendRendered(request, reply, deps, await middle(deps, scope, params), 1, null),
    );
    get(`${path}/thumbnail`, async (request, reply, scope, params) =>
      sendRendered(request, reply, deps, await middle(deps, scope, params), 1, THUMBNAIL_SIDE),
    );
  }
  const path = '/studies/:study/series/:series/instances/:instance';
  get(`${path}/frames/:frames`, async (request, reply, scope, params) =>
    sendFrames(request, reply, deps, await one(scope, params), params.frames),
  );
  get(`${path}/frames/:frames/rendered`, async (request, reply, scope, params) => {
    const instance = await one(scope, params);
    return sendRendered(request, reply, deps, instance, checkFrames(instance, params.frames)[0]!, null);
  });
  get(`${path}/frames/:frames/thumbnail`, async (request, reply, scope, params) => {
    const instance = await one(scope, params);
    return sendRendered(request, reply, deps, instance, checkFrames(instance, params.frames)[0]!, THUMBNAIL_SIDE);
  });
  get(`${path}/bulkdata/:path`, async (_request, reply, scope, params) => {
    const instance = await one(scope, params);
    const span = Object.hasOwn(instance.layout.bulk, params.path) ? instance.layout.bulk[params.path] : undefined;
    if (span === undefined) throw new AppError('NOT_FOUND');
    const body = () => valueBytes(fileOf(deps, instance), instance.layout, span);
    return sendMultipart(reply, 'application/octet-stream', [{ type: 'application/octet-stream', body }]);
  });
}

const fileOf = ({ blobs }: DicomwebDeps, { organisationId, sha256 }: StoredInstance): string => blobs.path(organisationId, sha256);

const sendBytes = (reply: FastifyReply, type: string, { length, pieces }: StoredBytes): FastifyReply =>
  reply.header('content-type', type).header('content-length', length).send(Readable.from(pieces));

const json = (reply: FastifyReply, body: unknown): FastifyReply => reply.header('content-type', DICOM_JSON).send(JSON.stringify(body));

/** The image in the middle stands for a series or study; where there is none, its first document. */
async function middle(deps: DicomwebDeps, scope: Scope, path: InstancePath): Promise<StoredInstance> {
  const instances = await instancesOf(deps.db, scope, path);
  const images = instances.filter((instance) => instance.frames > 0);
  return images[Math.floor(images.length / 2)] ?? instances[0]!;
}

async function sendOriginals(
  reply: FastifyReply,
  deps: DicomwebDeps,
  request: FastifyRequest,
  instances: StoredInstance[],
): Promise<FastifyReply> {
  const offers: Offer<null>[] = [...new Set(instances.map((instance) => instance.transferSyntax))].map((transferSyntax) => ({
    type: 'application/dicom',
    transferSyntax,
    value: null,
  }));
  const { multipart } = negotiate(mediaRanges(request.headers.accept, (request.query as { accept?: string }).accept), offers, true);
  const body = (instance: StoredInstance) => () => originalBytes(fileOf(deps, instance), instance.bytes);
  if (!multipart && instances.length === 1) {
    const type = `application/dicom; transfer-syntax=${instances[0]!.transferSyntax}`;
    return sendBytes(reply.header('content-disposition', 'attachment'), type, await body(instances[0]!)());
  }
  return sendMultipart(
    reply,
    'application/dicom',
    instances.map((instance) => ({ type: `application/dicom; transfer-syntax=${instance.transferSyntax}`, body: body(instance) })),
  );
}

type FrameReader = (frame: number) => Promise<Uint8Array>;

async function sendFrames(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: DicomwebDeps,
  instance: StoredInstance,
  list: string,
): Promise<FastifyReply> {
  const numbers = checkFrames(instance, list);
  const { offer, multipart } = negotiate(
    mediaRanges(request.headers.accept, (request.query as { accept?: string }).accept),
    frameOffers(deps, instance),
    true,
  );
  const type = `${offer.type}; transfer-syntax=${offer.transferSyntax}`;
  // The first frame is made before the answer begins, so that an error is an error.
  const first = await offer.value(numbers[0]!);
  reply.header('cache-control', 'private, max-age=0, no-cache');
  if (!multipart && numbers.length === 1) return reply.header('content-type', type).send(first);
  return sendMultipart(
    reply,
    offer.type,
    numbers.map((frame, i) => ({ type, body: i === 0 ? first : () => offer.value(frame) })),
  );
}

/** Uncompressed first, for who names no transfer syntax; then as stored, then our lossless HTJ2K. */
function frameOffers(deps: DicomwebDeps, instance: StoredInstance): Offer<FrameReader>[] {
  const stored = storedType(instance);
  const raw: Offer<FrameReader> = {
    type: 'application/octet-stream',
    transferSyntax: EXPLICIT_LE,
    value: (frame) => rawFrame(deps, instance, frame),
  };
  const jphc: Offer<FrameReader> = { type: 'image/jphc', transferSyntax: HTJ2K_RPCL, value: (frame) => htj2kFrame(deps, instance, frame) };
  if (stored === null) return [raw, jphc];
  const asStored: FrameReader = (frame) => storedFrame(deps, instance, frame);
  return [
    raw,
    { type: stored, transferSyntax: instance.transferSyntax, stored: true, value: asStored },
    ...(stored === 'image/jphc' ? [] : [jphc]),
    { type: 'application/octet-stream', transferSyntax: instance.transferSyntax, stored: true, value: asStored },
  ];
}

async function sendRendered(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: DicomwebDeps,
  instance: StoredInstance,
  frame: number,
  side: number | null,
): Promise<FastifyReply> {
  if (instance.frames === 0) {
    if (side !== null) throw new AppError('NOT_ACCEPTABLE', { detail: 'This is not an image.' });
    return sendDocument(request, reply, deps, instance);
  }
  const query = request.query as { window?: string; viewport?: string };
  const jpeg = await picture(deps, instance, frame, { window: windowOf(query.window), maxSide: side ?? sideOf(query.viewport) });
  return reply.header('content-type', 'image/jpeg').send(Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.length));
}

async function sendDocument(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: DicomwebDeps,
  instance: StoredInstance,
): Promise<FastifyReply> {
  const ranges = mediaRanges(request.headers.accept, (request.query as { accept?: string }).accept);
  const { offer } = negotiate(ranges, [{ type: renderedType(instance), transferSyntax: '', value: null }], false);
  if (offer.type === 'text/html')
    return reply
      .header('content-security-policy', PAGE_POLICY)
      .header('content-type', 'text/html; charset=utf-8')
      .send(renderedPage(instance));
  const pdf = await enclosedPdf(fileOf(deps, instance), instance);
  // A browser's own reader of PDFs is a plugin, which no sandbox lets in; of what it shows nothing has this page's rights.
  reply.removeHeader('content-security-policy').header('content-disposition', 'inline; filename="document.pdf"');
  return sendBytes(reply, 'application/pdf', pdf);
}

function windowOf(text: string | undefined): { center: number; width: number } | null {
  if (text === undefined) return null;
  const [center, width] = text.split(',').map(Number);
  if (center === undefined || width === undefined || !Number.isFinite(center) || !(width >= 1))
    throw new AppError('BAD_REQUEST', { detail: 'window is center,width,linear.' });
  return { center, width };
}

function sideOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const side = Math.max(...text.split(',').slice(0, 2).map(Number));
  if (!(side >= 1)) throw new AppError('BAD_REQUEST', { detail: 'viewport is width,height.' });
  return Math.min(MAX_SIDE, Math.round(side));
}
