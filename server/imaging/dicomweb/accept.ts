import { AppError } from '#shared/protocol/errors.ts';

/** One media range of an Accept header (RFC 9110 §12.5.1, PS3.18 §8.7.4), parameters in lower case. */
export interface MediaRange {
  type: string;
  parameters: Record<string, string>;
  q: number;
}

const MAX_RANGES = 32;

/** Headers understood lately: a viewer sends one and the same thousands of times. */
const understood = new Map<string, readonly MediaRange[]>();
const MAX_UNDERSTOOD = 64;
const MAX_UNDERSTOOD_LENGTH = 1_000;

/** Ranges of the header (or of the `accept` query parameter, which goes before it), best first. No header means anything. */
export function mediaRanges(header: string | undefined, parameter?: string): readonly MediaRange[] {
  const text = parameter ?? header ?? '*/*';
  const known = understood.get(text);
  if (known !== undefined) return known;
  const ranges = understand(text);
  if (understood.size >= MAX_UNDERSTOOD) understood.clear();
  if (text.length <= MAX_UNDERSTOOD_LENGTH) understood.set(text, ranges);
  return ranges;
}

function understand(text: string): MediaRange[] {
  const ranges = split(text, ',')
    .slice(0, MAX_RANGES)
    .map(range)
    .filter((one) => one.type !== '' && one.q > 0);
  return ranges
    .map((one, i) => ({ one, i }))
    .sort((a, b) => b.one.q - a.one.q || a.i - b.i)
    .map(({ one }) => one);
}

function range(text: string): MediaRange {
  const [type = '', ...rest] = split(text, ';');
  const parameters: Record<string, string> = {};
  for (const part of rest) {
    const [name = '', value = ''] = part.split('=', 2);
    parameters[name.trim().toLowerCase()] = value.trim().replace(/^"(.*)"$/, '$1');
  }
  const q = parameters['q'] === undefined ? 1 : Number(parameters['q']);
  return { type: type.trim().toLowerCase(), parameters, q: Number.isFinite(q) ? q : 0 };
}

/** Splits outside of quotation marks. */
function split(text: string, separator: string): string[] {
  return text.match(new RegExp(`(?:"[^"]*"|[^${separator}])+`, 'g')) ?? [];
}

export interface Offer<T> {
  /** `image/jphc`; wrapped in multipart/related unless `single`. */
  type: string;
  transferSyntax: string;
  /** As it lies in the store. */
  stored?: true;
  value: T;
}

export interface Chosen<T> {
  offer: Offer<T>;
  multipart: boolean;
}

/**
 * The first offer that the best range takes. Throws NOT_ACCEPTABLE. A range without transfer-syntax takes the first of its type;
 * `transfer-syntax=*` leaves the choice to us (PS3.18 §8.7.3.5.2): as stored, which costs no decoding here.
 */
export function negotiate<T>(ranges: readonly MediaRange[], offers: readonly Offer<T>[], defaultMultipart: boolean): Chosen<T> {
  for (const one of ranges) {
    const multipart = one.type === 'multipart/related' || (one.type === '*/*' && defaultMultipart);
    const type = one.type === 'multipart/related' ? (one.parameters['type']?.toLowerCase() ?? '*/*') : one.type;
    const syntax = one.parameters['transfer-syntax'];
    const fitting = offers.filter(
      (candidate) => matches(type, candidate.type) && (syntax === undefined || syntax === '*' || syntax === candidate.transferSyntax),
    );
    const offer = (syntax === '*' ? fitting.find(({ stored }) => stored) : undefined) ?? fitting[0];
    if (offer !== undefined) return { offer, multipart };
  }
  throw new AppError('NOT_ACCEPTABLE');
}

const matches = (wanted: string, type: string): boolean =>
  wanted === '*/*' || wanted === type || (wanted.endsWith('/*') && type.startsWith(wanted.slice(0, -1)));
