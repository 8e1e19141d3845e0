import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '#shared/protocol/errors.ts';
import { INTAKE, type IntakeCode } from '#shared/protocol/intake.ts';
import { isUid } from './gate/uid.ts';
import type { Receiver } from './receiver.ts';
import { drainSoon, pump } from './stow/body.ts';
import { stowBoundary } from './stow/content-type.ts';
import { Multipart, MultipartFault } from './stow/multipart.ts';
import { partType } from './stow/part-type.ts';
import { type PartResult, stowAnswer, toXml } from './stow/response.ts';
import type { Intake } from './thread.ts';
import type { Accepted, Source, Spooled } from './types.ts';

export interface StowDeps {
  intake: Pick<Intake, 'receive'>;
  accept(spooled: Spooled, source: Source): Promise<Accepted>;
  /** Who sends, and for whom; throws `AppError`. Called before a byte of the body is read. */
  whoIs(request: FastifyRequest): Promise<Source>;
}

export interface StowOptions {
  /** Path of the DICOMweb service, e.g. `/dicomweb`. */
  prefix: string;
}

/** Bytes of one request: a dynamic perfusion study of 5 000 slices. */
export const MAX_REQUEST_BYTES = 3 * 2 ** 30;
/** Parts received and not yet stored for good, of one request: enough for the disk to group its syncs. */
const MAX_UNSETTLED = 16;

/** STOW-RS (PS3.18 §10.5): `POST {prefix}/studies` and `POST {prefix}/studies/{study}`. */
export function registerStow(app: FastifyInstance, deps: StowDeps, { prefix }: StowOptions): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The body is read by the route, as it comes; a missing content type falls out there too.
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    for (const path of [`${prefix}/studies`, `${prefix}/studies/:study`]) {
      scope.post(path, { bodyLimit: MAX_REQUEST_BYTES }, async (request, reply) => {
        const results = await handle(request, deps).catch((cause: unknown) => {
          drainSoon(request.raw);
          throw cause;
        });
        const answer = stowAnswer(results, `${prefix}/studies`);
        if (answer.httpStatus === 503) reply.header('retry-after', '60');
        reply.code(answer.httpStatus);
        const accept = request.headers.accept ?? '';
        if (accept.includes('application/dicom+xml') && !accept.includes('json'))
          return reply.type('application/dicom+xml').send(toXml(answer.dataset));
        return reply.type('application/dicom+json').send(JSON.stringify(answer.dataset));
      });
    }
  });
}

async function handle(request: FastifyRequest, deps: StowDeps): Promise<PartResult[]> {
  const source = await deps.whoIs(request);
  const { study } = request.params as { study?: string };
  if (study !== undefined && !isUid(study)) throw new AppError('BAD_REQUEST', { detail: 'DICOM_UID_INVALID' });
  return receive(request.raw, deps, source, study ?? null);
}

/** Reads the whole request and resolves when every part of it is settled. Parts that are complete before a fault stay stored. */
async function receive(request: IncomingMessage, deps: StowDeps, source: Source, study: string | null): Promise<PartResult[]> {
  const settled: Promise<PartResult>[] = [];
  let unsettled = 0;
  let current: { receiver: Receiver; empty: boolean } | null = null;
  const brakes: Promise<unknown>[] = [];
  try {
    const length = Number(request.headers['content-length'] ?? 0);
    if (length > MAX_REQUEST_BYTES) throw new MultipartFault(413, 'BODY_TOO_LARGE');
    const boundary = stowBoundary(request.headers['content-type'], request.headers['content-encoding']);
    const multipart = new Multipart(boundary, {
      part: (headers) => {
        partType(headers);
        current = { receiver: deps.intake.receive(), empty: true };
      },
      data: (bytes) => {
        current!.empty = false;
        const brake = current!.receiver.write(bytes, true);
        if (brake !== undefined) brakes.push(brake);
      },
      partEnd: () => {
        const { receiver, empty } = current!;
        current = null;
        if (empty) receiver.abort();
        unsettled += 1;
        const settling = (empty ? Promise.resolve(refusedPart('DICOM_NOT_PART10')) : store(receiver, deps, source, study)).finally(() => {
          unsettled -= 1;
        });
        settled.push(settling);
        if (unsettled > MAX_UNSETTLED) brakes.push(settled[settled.length - MAX_UNSETTLED]!);
      },
    });
    await pump(request, MAX_REQUEST_BYTES, (chunk) => {
      multipart.push(chunk);
      return brakes.length === 0 ? undefined : Promise.all(brakes.splice(0));
    });
    multipart.end();
  } catch (cause) {
    (current as { receiver: Receiver } | null)?.receiver.abort();
    await Promise.all(settled);
    throw asAppError(cause);
  }
  if (settled.length === 0) throw new AppError('BAD_REQUEST', { detail: 'MULTIPART_MALFORMED: no part' });
  return Promise.all(settled);
}

async function store(receiver: Receiver, deps: StowDeps, source: Source, study: string | null): Promise<PartResult> {
  const received = await receiver.end();
  if (!received.ok) return { ...received, status: INTAKE[received.code].status };
  const { spooled } = received;
  const { sopClassUid, sopInstanceUid, studyInstanceUid, seriesInstanceUid } = spooled.object;
  const uids = { sopClassUid, sopInstanceUid, studyInstanceUid, seriesInstanceUid };
  if (study !== null && studyInstanceUid !== study) {
    await rm(spooled.path, { force: true });
    return { ...refusedPart('DICOM_UID_MISMATCH'), sopClassUid, sopInstanceUid };
  }
  try {
    const accepted = await deps.accept(spooled, source);
    return { ...uids, code: accepted.code, status: accepted.status };
  } catch {
    await rm(spooled.path, { force: true });
    return { ...refusedPart('STORE_FAILED'), sopClassUid, sopInstanceUid };
  }
}

function refusedPart(code: IntakeCode): PartResult {
  return { code, status: INTAKE[code].status };
}

function asAppError(cause: unknown): unknown {
  if (!(cause instanceof MultipartFault)) return cause;
  const code = cause.status === 413 ? 'TOO_LARGE' : cause.status === 415 ? 'UNSUPPORTED_MEDIA_TYPE' : 'BAD_REQUEST';
  return new AppError(code, { detail: cause.code });
}
