import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

const DEVICE_COOKIE = 'device';
const YEAR_SECONDS = 365 * 24 * 3600;
const TOKEN = /^[\w-]{22}$/;

/** The browser a request comes from; it outlives sessions, so that two people who take turns on one screen are one device. '' when unknown. */
export function deviceOf(request: FastifyRequest): string {
  const token = request.cookies[DEVICE_COOKIE] ?? '';
  return TOKEN.test(token) ? token : '';
}

/** Gives the browser its name at sign-in; one that has a name keeps it. */
export function nameDevice(request: FastifyRequest, reply: FastifyReply, secure: boolean): void {
  const token = deviceOf(request) || randomBytes(16).toString('base64url');
  reply.setCookie(DEVICE_COOKIE, token, { httpOnly: true, sameSite: 'strict', path: '/', secure, maxAge: YEAR_SECONDS });
}
