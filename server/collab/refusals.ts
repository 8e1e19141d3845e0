import { CLOSE } from '#shared/protocol/stream.ts';
import type { RefusalReason } from './ports.ts';

/** RFC 6455 §7.4.1 and the IANA registry: policy violation, internal error, try again later. */
const POLICY = 1008;
const INTERNAL = 1011;
const TRY_AGAIN = 1013;

/** 44xx only for what re-connecting cannot cure: the stock provider stops for good on them. */
export const CLOSE_CODE: Record<RefusalReason, number> = {
  malformed: CLOSE.malformed,
  schema: CLOSE.malformed,
  'client-id': CLOSE.forbidden,
  'presence-client-id': CLOSE.forbidden,
  'presence-too-big': CLOSE.tooBig,
  role: CLOSE.forbidden,
  'not-own': CLOSE.forbidden,
  full: CLOSE.forbidden,
  'pending-structs': CLOSE.pendingStructs,
  'text-frame': CLOSE.unsupportedData,
  rate: POLICY,
  'too-slow': TRY_AGAIN,
  dead: CLOSE.goingAway,
  'session-ended': CLOSE.sessionEnded,
  'no-access': CLOSE.forbidden,
  'going-away': CLOSE.goingAway,
  'store-failed': INTERNAL,
};
