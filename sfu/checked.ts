import { errors } from 'mediasoup';
import { AppError } from '#shared/protocol/errors.ts';

/**
 * What mediasoup refuses is the caller's fault, in the caller's words: TypeError and UnsupportedError are parameters it cannot use, NotFoundError
 * is closed meanwhile, WorkerClosedError is a worker that died under the request, and any other error of the worker is a state it does not take
 * the request in (connected twice, an SSRC used twice).
 */
export async function checked<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    if (cause instanceof TypeError || cause instanceof errors.UnsupportedError) throw new AppError('BAD_REQUEST', { cause });
    if (cause instanceof errors.NotFoundError) throw new AppError('NOT_FOUND', { cause });
    if (cause instanceof errors.WorkerClosedError) throw new AppError('NOT_READY', { cause });
    throw new AppError('CONFLICT', { cause });
  }
}
