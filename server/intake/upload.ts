import { open } from 'node:fs/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '#shared/protocol/errors.ts';
import { type UploadState, uploadChoice, uploadRequest } from '#shared/protocol/upload.ts';
import { drainSoon, pump } from './stow/body.ts';
import { MultipartFault } from './stow/multipart.ts';
import type { Source } from './types.ts';
import { processUpload } from './upload/process.ts';
import type { StoreDeps } from './upload/store-members.ts';
import { type UploadRecord, UploadStore } from './upload/upload-store.ts';

export interface UploadDeps extends StoreDeps {
  /** Folder for what is being uploaded, on the data folder's file system. */
  folder: string;
  /** Who uploads into which consult; `door` is 'upload' and `consultId` is set. Throws `AppError` (NOT_FOUND for a foreign consult). */
  whoIs(request: FastifyRequest, consultId: string): Promise<Source>;
}

/** Milliseconds between looks for uploads that nobody came back for. */
const SWEEP_EVERY = 3_600_000;

/**
 * Browser upload: `POST /api/consults/:id/uploads`, then `PATCH`, `HEAD` and `GET` of what its Location names, and `POST …/choice`
 * when the archive holds several patients. The answer to the last `PATCH` is the result for every file.
 */
export function registerUploads(app: FastifyInstance, deps: UploadDeps): void {
  let store: UploadStore;
  app.register(async (scope) => {
    store = await UploadStore.open(deps.folder);
    const timer = setInterval(() => void store.sweep(Date.now()), SWEEP_EVERY).unref();
    scope.addHook('onClose', async () => clearInterval(timer));

    const ownerOf = async (request: FastifyRequest): Promise<Source & { consultId: string }> => {
      const { id } = request.params as { id: string };
      return { ...(await deps.whoIs(request, id)), consultId: id };
    };
    const find = async (request: FastifyRequest): Promise<{ upload: UploadRecord; source: Source }> => {
      const source = await ownerOf(request);
      const { upload } = request.params as { upload: string };
      return { upload: await store.find(upload, source), source };
    };
    const state = async (upload: UploadRecord): Promise<UploadState> => ({
      id: upload.id,
      bytes: upload.bytes,
      offset: upload.result === null ? await store.offset(upload) : upload.bytes,
      result: upload.result,
    });

    scope.post('/api/consults/:id/uploads', async (request, reply) => {
      const source = await ownerOf(request);
      const asked = uploadRequest.safeParse(request.body);
      if (!asked.success) throw new AppError('BAD_REQUEST', { detail: 'name and bytes' });
      const upload = await store.begin(asked.data, source);
      reply.code(201).header('location', `/api/consults/${source.consultId}/uploads/${upload.id}`);
      return state(upload);
    });

    scope.get('/api/consults/:id/uploads/:upload', { exposeHeadRoute: false }, async (request) => state((await find(request)).upload));

    scope.head('/api/consults/:id/uploads/:upload', async (request, reply) => {
      const { offset, bytes } = await state((await find(request)).upload);
      return reply.header('upload-offset', offset).header('upload-length', bytes).send();
    });

    scope.post('/api/consults/:id/uploads/:upload/choice', async (request) => {
      const { upload, source } = await find(request);
      const choice = uploadChoice.safeParse(request.body);
      if (!choice.success) throw new AppError('BAD_REQUEST', { detail: 'patient' });
      return store.alone(upload.id, NOTHING, async (hold) => {
        hold();
        if (upload.result?.code !== 'NEEDS_CHOICE' || choice.data.patient >= upload.result.patients.length) throw new AppError('CONFLICT');
        return finish(upload, source, choice.data.patient);
      });
    });

    async function finish(upload: UploadRecord, source: Source, choice: number | null): Promise<UploadState> {
      const result = await processUpload(store.path(upload.id), upload.name, source, choice, deps).catch(async (cause: unknown) => {
        await store.dropBytes(upload.id);
        throw cause;
      });
      const finished = { ...upload, result };
      await store.save(finished);
      if (result.code === 'OK') await store.dropBytes(upload.id);
      return state(finished);
    }

    await scope.register(async (raw) => {
      raw.removeAllContentTypeParsers();
      raw.addContentTypeParser('*', (_request, _payload, done) => done(null));
      raw.patch('/api/consults/:id/uploads/:upload', { bodyLimit: Number.MAX_SAFE_INTEGER }, async (request, reply) => {
        try {
          const { upload, source } = await find(request);
          const giveUp = (): void => void request.raw.destroy();
          return await store.alone(upload.id, giveUp, async (hold) => {
            const offset = await append(request, store, upload);
            hold();
            reply.header('upload-offset', offset);
            return offset < upload.bytes ? reply.code(204).send() : finish(upload, source, null);
          });
        } catch (cause) {
          drainSoon(request.raw);
          throw cause;
        }
      });
    });
  });
}

const NOTHING = (): void => undefined;

/** Adds the body at the end of what is there and gives the new offset. What came before a cut connection stays. */
async function append(request: FastifyRequest, store: UploadStore, upload: UploadRecord): Promise<number> {
  const at = await store.offset(upload);
  const claimed = request.headers['upload-offset'];
  if (upload.result !== null || claimed !== String(at)) throw new AppError('CONFLICT', { detail: `The offset is ${at}.` });
  if (Number(request.headers['content-length'] ?? 0) > upload.bytes - at) throw new AppError('TOO_LARGE');
  const file = await open(store.path(upload.id), 'a');
  let offset = at;
  try {
    await pump(request.raw, upload.bytes - at, (chunk) => {
      offset += chunk.length;
      return file.appendFile(chunk);
    });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOSPC') throw new AppError('STORAGE_FULL');
    if (!(cause instanceof MultipartFault)) throw cause;
    throw new AppError(cause.status === 413 ? 'TOO_LARGE' : 'BAD_REQUEST', { detail: cause.code });
  } finally {
    await file.datasync().catch(() => undefined);
    await file.close();
  }
  return offset;
}
