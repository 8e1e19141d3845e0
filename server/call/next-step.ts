/**
 * How a call goes on: from what is known and the time, the one next thing to do. No I/O.
 *
 * Invariants (property-tested):
 * - While a consult is open and nobody has it, somebody rings until a stated instant, or the alarm stands. Never neither.
 * - In one round everybody on call is rung once at most, in the roster's order as it is then.
 * - The alarm stands from the end of the first round until somebody accepts, the consult ends, or the call is begun anew.
 */

/** A call that nobody answers rings for this long, ms; after it the alarm alone stands, and people can call again. */
export const RINGS_FOR_MS = 60 * 60_000;
/** While nobody is on call, the roster is looked at again after this, ms. */
export const LOOK_AGAIN_MS = 10_000;

export interface OnCall {
  personId: string;
  /** How long it rings for this person, s. */
  seconds: number;
}

export interface RoundStep {
  personId: string;
  /** ms. */
  until: number;
  /** It still rings. */
  rings: boolean;
}

export interface CallFacts {
  /** The consult is open. */
  open: boolean;
  /** Who has accepted the consult. */
  acceptedBy: string | null;
  state: 'asked' | 'ringing' | 'nobody' | 'accepted' | 'ended';
  /** Whose acceptance the call knows of already. */
  knownAccepter: string | null;
  /** ms. */
  startedAt: number;
  alarmed: boolean;
  /** People on call now, in order, each once. */
  roster: readonly OnCall[];
  /** Of this round, in order; the last one may ring. */
  steps: readonly RoundStep[];
}

export type Next =
  /** Nothing to do before `until` (ms); null: before something changes. */
  | { kind: 'wait'; until: number | null }
  | { kind: 'ring'; personId: string; until: number }
  /** The time of the one who rings is over. */
  | { kind: 'no-answer'; personId: string }
  /** Everybody was rung: alarm, and from the top. */
  | { kind: 'round-over' }
  /** Alarm, and nobody rings. */
  | { kind: 'nobody'; why: 'nobody-answered' | 'nobody-on-call' }
  | { kind: 'accepted'; personId: string }
  | { kind: 'ended' }
  /** An ended call of a consult that is open again, with nobody: from the beginning. */
  | { kind: 'begin' };

/** The next thing; apply it and ask again, until it says `wait`. */
export function nextStep(facts: CallFacts, now: number): Next {
  if (!facts.open) return facts.state === 'ended' ? { kind: 'wait', until: null } : { kind: 'ended' };
  if (facts.acceptedBy !== null)
    return facts.state === 'accepted' && facts.knownAccepter === facts.acceptedBy
      ? { kind: 'wait', until: null }
      : { kind: 'accepted', personId: facts.acceptedBy };
  if (facts.state === 'ended' || facts.state === 'accepted') return { kind: 'begin' };

  const ringing = facts.steps.find((step) => step.rings);
  if (ringing !== undefined)
    return now < ringing.until ? { kind: 'wait', until: ringing.until } : { kind: 'no-answer', personId: ringing.personId };

  const rung = new Set(facts.steps.map((step) => step.personId));
  const next = facts.roster.find((one) => !rung.has(one.personId));
  const tooLong = now - facts.startedAt >= RINGS_FOR_MS;
  if (next === undefined) {
    if (rung.size > 0 && !tooLong) return { kind: 'round-over' };
    if (rung.size > 0) return restOr(facts, 'nobody-answered', null);
    return restOr(facts, 'nobody-on-call', now + LOOK_AGAIN_MS);
  }
  // Between two rounds: whoever began a round is rung to its end.
  if (tooLong && rung.size === 0 && facts.alarmed) return restOr(facts, 'nobody-answered', null);
  return { kind: 'ring', personId: next.personId, until: now + next.seconds * 1000 };
}

const restOr = (facts: CallFacts, why: 'nobody-answered' | 'nobody-on-call', until: number | null): Next =>
  facts.state === 'nobody' && facts.alarmed ? { kind: 'wait', until } : { kind: 'nobody', why };
