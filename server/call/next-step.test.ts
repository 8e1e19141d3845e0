import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CallFacts, LOOK_AGAIN_MS, type Next, nextStep, type OnCall, RINGS_FOR_MS } from './next-step.ts';

const START = 1_000_000;
const roster = (...names: string[]): OnCall[] => names.map((personId) => ({ personId, seconds: 60 }));
const facts = (given: Partial<CallFacts> = {}): CallFacts => ({
  open: true,
  acceptedBy: null,
  state: 'asked',
  knownAccepter: null,
  startedAt: START,
  alarmed: false,
  roster: roster('ada', 'ivo', 'cora'),
  steps: [],
  ...given,
});
const step = (personId: string, until: number, rings = false) => ({ personId, until, rings });

describe('the next step of a call', () => {
  test.each<[string, Partial<CallFacts>, number, Next]>([
    ['[CALL1] the first on call is rung at once', {}, START, { kind: 'ring', personId: 'ada', until: START + 60_000 }],
    [
      '[CALL2] who rings is waited for until the stated instant',
      { state: 'ringing', steps: [step('ada', START + 60_000, true)] },
      START + 59_999,
      { kind: 'wait', until: START + 60_000 },
    ],
    [
      '[CALL2] then it is no answer',
      { state: 'ringing', steps: [step('ada', START + 60_000, true)] },
      START + 60_000,
      { kind: 'no-answer', personId: 'ada' },
    ],
    [
      '[CALL2] and the next one is rung for the whole time, however late that is',
      { state: 'ringing', steps: [step('ada', START + 60_000)] },
      START + 600_000,
      { kind: 'ring', personId: 'ivo', until: START + 660_000 },
    ],
    [
      '[CALL3] after the last one everybody is alarmed, and it starts from the top',
      { state: 'ringing', steps: [step('ada', 1), step('ivo', 2), step('cora', 3)] },
      START + 180_000,
      { kind: 'round-over' },
    ],
    ['[CALL3] nobody on call: alarm at once', { roster: [] }, START, { kind: 'nobody', why: 'nobody-on-call' }],
    [
      '[CALL3] and the roster is looked at again',
      { roster: [], state: 'nobody', alarmed: true },
      START,
      { kind: 'wait', until: START + LOOK_AGAIN_MS },
    ],
    [
      '[CALL3] who comes on call later is rung',
      { roster: roster('ada'), state: 'nobody', alarmed: true },
      START + 60_000,
      { kind: 'ring', personId: 'ada', until: START + 120_000 },
    ],
    [
      '[CALL4] after an hour the alarm alone stands',
      { state: 'ringing', alarmed: true, steps: [step('ada', 1), step('ivo', 2), step('cora', 3)] },
      START + RINGS_FOR_MS,
      { kind: 'nobody', why: 'nobody-answered' },
    ],
    ['[CALL5] whoever accepts ends the ringing', { acceptedBy: 'zoe', state: 'ringing' }, START, { kind: 'accepted', personId: 'zoe' }],
    ['[CALL5] once', { acceptedBy: 'zoe', state: 'accepted', knownAccepter: 'zoe' }, START, { kind: 'wait', until: null }],
    [
      '[CALL5] and whoever takes it over from a coordinator is told of',
      { acceptedBy: 'zoe', state: 'accepted', knownAccepter: 'cora' },
      START,
      { kind: 'accepted', personId: 'zoe' },
    ],
    ['[CALL6] a consult that ends ends its call', { open: false, state: 'ringing' }, START, { kind: 'ended' }],
    ['[CALL6] re-opened with nobody, it calls again', { state: 'ended' }, START, { kind: 'begin' }],
  ])('%s', (_title, given, now, expected) => {
    expect(nextStep(facts(given), now)).toEqual(expected);
  });
});

/** What a server does with `nextStep`, as a plain state: rows become fields. */
class Played {
  facts: CallFacts;
  rounds: string[][] = [[]];
  constructor(people: OnCall[]) {
    this.facts = facts({ roster: people });
  }
  settle(now: number): void {
    for (let turn = 0; turn < 200; turn++) {
      const next = nextStep(this.facts, now);
      if (next.kind === 'wait') return;
      this.apply(next);
    }
    throw new Error('it does not settle');
  }
  apply(next: Exclude<Next, { kind: 'wait' }>): void {
    const { facts } = this;
    switch (next.kind) {
      case 'ring':
        this.rounds.at(-1)!.push(next.personId);
        this.facts = { ...facts, state: 'ringing', steps: [...facts.steps, step(next.personId, next.until, true)] };
        break;
      case 'no-answer':
        this.stopRinging();
        break;
      case 'round-over':
        this.rounds.push([]);
        this.facts = { ...facts, alarmed: true, steps: [] };
        break;
      case 'nobody':
        this.facts = { ...facts, state: 'nobody', alarmed: true };
        break;
      case 'accepted':
      case 'ended':
        this.stopRinging();
        this.facts = { ...this.facts, state: next.kind, alarmed: false, knownAccepter: next.kind === 'accepted' ? next.personId : null };
        break;
      case 'begin':
        this.rounds.push([]);
        this.facts = { ...facts, state: 'asked', alarmed: false, steps: [] };
    }
  }
  stopRinging(): void {
    this.facts = { ...this.facts, steps: this.facts.steps.map((one) => ({ ...one, rings: false })) };
  }
}

const people = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 5 });
const seconds = fc.integer({ min: 2, max: 600 });
const event = fc.oneof(
  fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 900_000 }) }),
  fc.record({ kind: fc.constant('decline' as const) }),
  fc.record({ kind: fc.constant('roster' as const), people }),
  fc.record({ kind: fc.constant('accept' as const), by: fc.constantFrom('a', 'z') }),
  fc.record({ kind: fc.constant('close' as const) }),
  fc.record({ kind: fc.constant('re-open' as const) }),
);

test('[CALL1] [CALL2] [CALL3] whatever happens: never nobody silently, each once a round, in the order of the roster', () => {
  let rang = 0;
  let alarmed = 0;
  fc.assert(
    fc.property(people, seconds, fc.array(event, { maxLength: 40 }), (first, each, events) => {
      const of = (names: string[]): OnCall[] => names.map((personId) => ({ personId, seconds: each }));
      const call = new Played(of(first));
      let now = START;
      let changed = false;
      const holds = () => {
        const { facts: known } = call;
        if (known.open && known.acceptedBy === null) {
          const rings = known.steps.filter((one) => one.rings);
          expect(rings.length).toBeLessThanOrEqual(1);
          // Somebody rings until an instant to come, or everybody is alarmed.
          if (rings.length === 0) expect(known.alarmed).toBe(true);
          else expect(rings[0]!.until).toBeGreaterThan(now);
          rang += rings.length;
          alarmed += known.alarmed ? 1 : 0;
        } else expect(known.steps.some((one) => one.rings)).toBe(false);
        for (const round of call.rounds) {
          expect(new Set(round).size).toBe(round.length);
          if (!changed) expect(round).toEqual(first.slice(0, round.length));
        }
      };
      call.settle(now);
      holds();
      for (const one of events) {
        if (one.kind === 'pass') now += one.ms;
        if (one.kind === 'decline') call.stopRinging();
        if (one.kind === 'roster') {
          changed = true;
          call.facts = { ...call.facts, roster: of(one.people) };
        }
        if (one.kind === 'accept') call.facts = { ...call.facts, acceptedBy: call.facts.acceptedBy ?? one.by };
        if (one.kind === 'close') call.facts = { ...call.facts, open: false };
        if (one.kind === 're-open') call.facts = { ...call.facts, open: true };
        call.settle(now);
        holds();
      }
    }),
    { numRuns: 500 },
  );
  // The property speaks of both.
  expect(rang).toBeGreaterThan(0);
  expect(alarmed).toBeGreaterThan(0);
});

test('[CALL4] an unanswered call rings for about an hour, and no longer', () => {
  const call = new Played(roster('ada', 'ivo'));
  let now = START;
  call.settle(now);
  while (call.facts.state === 'ringing' && now < START + 3 * RINGS_FOR_MS) {
    now += 1_000;
    call.settle(now);
  }
  expect(call.facts).toMatchObject({ state: 'nobody', alarmed: true });
  expect(now - START).toBeGreaterThanOrEqual(RINGS_FOR_MS);
  expect(now - START).toBeLessThanOrEqual(RINGS_FOR_MS + 120_000);
});
