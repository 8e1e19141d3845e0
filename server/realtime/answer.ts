import { z } from 'zod';
import { AppError, type ErrorCode } from '#shared/protocol/errors.ts';
import type { Ack } from '#shared/protocol/events.ts';

/** Does the work and acknowledges with its answer, or with the code of what it threw; nothing of the error itself goes out. */
export async function answer<T extends object>(ack: unknown, work: () => Promise<T>): Promise<void> {
  if (typeof ack !== 'function') return;
  const reply = ack as (answer: Ack<T>) => void;
  try {
    reply({ ok: true, ...(await work()) });
  } catch (error) {
    const code: ErrorCode = error instanceof AppError ? error.code : error instanceof z.ZodError ? 'BAD_REQUEST' : 'INTERNAL';
    reply({ ok: false, code });
  }
}
