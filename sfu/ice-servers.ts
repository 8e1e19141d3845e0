import { createHmac } from 'node:crypto';
import type { IceServer } from '#shared/protocol/media.ts';

export interface Turn {
  /** `turn:` or `turns:` URLs (RFC 7065). */
  urls: string[];
  /** Shared with the TURN server (coturn: `static-auth-secret`). */
  secret: string;
}

/** Credentials of a consult that somebody stays in; a page that re-joins gets new ones, s. */
export const VALID_S = 12 * 3_600;

/**
 * Time-limited TURN credentials (draft-uberti-behave-turn-rest-00): the user name is when it ends, in Unix seconds, and a name for the log of
 * the TURN server; the password is base64(HMAC-SHA1(secret, user name)). The secret itself never leaves.
 */
export function iceServers(turn: Turn | undefined, peerId: string, now = Date.now()): IceServer[] {
  if (turn === undefined) return [];
  const username = `${Math.floor(now / 1000) + VALID_S}:${peerId}`;
  return [{ urls: turn.urls, username, credential: createHmac('sha1', turn.secret).update(username).digest('base64') }];
}
