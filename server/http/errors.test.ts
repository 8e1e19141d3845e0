import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { AppError } from '#shared/protocol/errors.ts';
import { handleError } from './errors.ts';

/** What a route that throws `error` answers, and what the log says of it. */
async function answerTo(error: Error) {
  const logged: string[] = [];
  const app = Fastify({ logger: { level: 'warn', stream: { write: (line: string) => logged.push(line) } } });
  app.setErrorHandler(handleError);
  app.get('/', () => Promise.reject(error));
  const answer = await app.inject('/');
  await app.close();
  return { answer, logged };
}

test('[DW11] what is not ready says why and when to ask again, and is no failure', async () => {
  const { answer, logged } = await answerTo(new AppError('NOT_READY', { detail: 'The frame is being made.' }));
  expect(answer.statusCode).toBe(503);
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  expect(answer.json()).toMatchObject({ code: 'NOT_READY', detail: 'The frame is being made.' });
  expect(logged).toEqual([]);
});

test('[DW11] a failure is logged, and its answer says nothing of the inside', async () => {
  const { answer, logged } = await answerTo(new Error('MRN 0000 of an invented patient'));
  expect(answer.statusCode).toBe(500);
  expect(answer.body).not.toContain('MRN');
  expect(logged.join()).not.toContain('MRN');
  expect(logged).toHaveLength(1);
  expect(answer.json().detail).toContain((JSON.parse(logged[0]!) as { correlation: string }).correlation);
});
