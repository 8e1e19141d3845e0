import * as encoding from 'lib0/encoding';
import { PRESENCE_MAX_BYTES, presence } from '#shared/protocol/presence.ts';
import { PRESENCE_CLOCK_MAX, UPDATE_BOUNDS } from './limits.ts';
import { ByteReader, MalformedError } from './reader.ts';

/** One client's state in an awareness message; `json` is as received. */
export interface PresenceEntry {
  readonly clientId: number;
  readonly clock: number;
  readonly json: Uint8Array;
}

/** Largest clock a varuint may hold while it is not known whose it is. */
const ANY_CLOCK = Number.MAX_SAFE_INTEGER;
/** Client id, clock, length of the state and two characters. */
const ENTRY_BYTES = 4;

/** Entries of an awareness message's body, one after the other: the reader may stop early. */
export function* readPresence(body: Uint8Array): Generator<PresenceEntry> {
  const reader = new ByteReader(body);
  for (let left = reader.count(UPDATE_BOUNDS.clientId, ENTRY_BYTES); left > 0; left--) {
    yield { clientId: reader.varUint(UPDATE_BOUNDS.clientId), clock: reader.varUint(ANY_CLOCK), json: reader.bytes() };
  }
  reader.end();
}

export type ParsedState =
  /** `json`: what may be shown to others; null when the client leaves. */
  { readonly kind: 'state'; readonly json: Uint8Array | null; readonly clean: boolean } | { readonly kind: 'too-big' };

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * Reads one own state. What the schema does not know (the name and colour that stock clients send) or does not allow is left out: identity
 * comes from the roster. Throws `MalformedError` for what is not a JSON object or null, or a clock that could not be counted up to.
 */
export function parseState(entry: PresenceEntry): ParsedState {
  if (entry.clock > PRESENCE_CLOCK_MAX) throw new MalformedError('clock too large');
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(entry.json));
  } catch {
    throw new MalformedError('not JSON');
  }
  if (value === null) return { kind: 'state', json: null, clean: true };
  if (typeof value !== 'object' || Array.isArray(value)) throw new MalformedError('not an object');
  if (entry.json.length > PRESENCE_MAX_BYTES) return { kind: 'too-big' };
  if (presence.safeParse(value).success) return { kind: 'state', json: entry.json, clean: true };
  return { kind: 'state', json: encoder.encode(JSON.stringify(allowed(value))), clean: false };
}

/** Fields of the schema whose value fits it. */
function allowed(value: object): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(presence.shape)) {
    if (!Object.hasOwn(value, key)) continue;
    const parsed = field.safeParse((value as Record<string, unknown>)[key]);
    if (parsed.success) kept[key] = parsed.data;
  }
  return kept;
}

const NULL_JSON = encoder.encode('null');

/** Body of an awareness message. */
export function encodePresence(entries: readonly { clientId: number; clock: number; json: Uint8Array | null }[]): Uint8Array {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, entries.length);
  for (const { clientId, clock, json } of entries) {
    encoding.writeVarUint(out, clientId);
    encoding.writeVarUint(out, clock);
    encoding.writeVarUint8Array(out, json ?? NULL_JSON);
  }
  return encoding.toUint8Array(out);
}
