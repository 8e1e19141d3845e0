import { randomUUID } from 'node:crypto';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, ERRORS, type ErrorCode } from '#shared/protocol/errors.ts';
import type { Problem } from '#shared/protocol/http.ts';

/** When to ask again for what is not ready, s. */
const RETRY_AFTER_S = 1;

/** RFC 9457 problem details. A failure carries a correlation id and nothing of the inside; no answer echoes the input. */
export function handleError(error: FastifyError | AppError, request: FastifyRequest, reply: FastifyReply): void {
  const app = error instanceof AppError ? error : fromFramework(error);
  const problem = problemOf(app);
  if (app.code === 'NOT_READY') reply.header('retry-after', RETRY_AFTER_S);
  else if (app.status >= 500) {
    const correlation = randomUUID();
    request.log.error(
      {
        correlation,
        code: app.code,
        cause: String((app.cause as Error | undefined)?.name ?? error.name),
        stack: stackOf(app.cause ?? error),
      },
      'request failed',
    );
    problem.detail = `Reference ${correlation}`;
  }
  reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

export function notFound(_request: FastifyRequest, reply: FastifyReply): void {
  reply
    .code(404)
    .type('application/problem+json')
    .send(JSON.stringify(problemOf(new AppError('NOT_FOUND'))));
}

export function problemOf(error: AppError): Problem {
  const problem: Problem = { type: `urn:hyperacute:error:${error.code}`, title: error.message, status: error.status, code: error.code };
  if (error.detail !== undefined) problem.detail = error.detail;
  return problem;
}

const BY_STATUS: Record<number, ErrorCode> = {
  400: 'BAD_REQUEST',
  401: 'NOT_SIGNED_IN',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  413: 'TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
  503: 'NOT_READY',
};

function fromFramework(error: FastifyError): AppError {
  const code = BY_STATUS[error.statusCode ?? 500] ?? ((error.statusCode ?? 500) < 500 ? 'BAD_REQUEST' : 'INTERNAL');
  if (error.validation !== undefined)
    return new AppError('BAD_REQUEST', {
      detail: `Wrong or missing: ${error.validation.map((one) => one.instancePath || one.params?.['missingProperty'] || 'body').join(', ')}`,
    });
  return new AppError(code, ERRORS[code].status >= 500 ? { cause: error } : {});
}

/** File and line only: messages can hold values. */
const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? '').split('\n').slice(1, 6).join('|') : '');
