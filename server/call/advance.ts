import type { Tx } from '../store/database.ts';
import { type CallFacts, type Next, nextStep } from './next-step.ts';
import { rostersFor } from './roster.ts';

/** Things done in one go at most: a call settles in a handful. */
const MOST_TURNS = 50;

export interface Advanced {
  changed: boolean;
  /** When to look again, ms; null: when something changes. */
  until: number | null;
}

/** Does everything that is due in this consult's call, with its lines in the timeline; null when the consult has no call. */
export async function advance(tx: Tx, consultId: string, now: number): Promise<Advanced | null> {
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const known = await read(tx, consultId, new Date(now).toISOString());
    if (known === null) return null;
    const next = nextStep(known.facts, now);
    if (next.kind === 'wait') return { changed: turn > 0, until: next.until };
    await apply(tx, consultId, known, next, new Date(now).toISOString());
  }
  throw new Error('the call does not settle');
}

interface Known {
  facts: CallFacts;
  run: number;
  round: number;
}

/** null: the consult has no call. */
async function read(tx: Tx, consultId: string, now: string): Promise<Known | null> {
  const row = await tx
    .selectFrom('call')
    .innerJoin('consult', 'consult.id', 'call.consult_id')
    .where('consult_id', '=', consultId)
    .select(['call.state', 'run', 'round', 'started_at', 'alarm_since', 'call.accepted_by as knownAccepter'])
    .select(['consult.state as consultState', 'consult.accepted_by', 'organisation_id'])
    .executeTakeFirst();
  if (row === undefined) return null;
  const steps = await tx
    .selectFrom('call_step')
    .where('consult_id', '=', consultId)
    .where('run', '=', row.run)
    .where('round', '=', row.round)
    .select(['person_id', 'until', 'outcome'])
    .orderBy('id')
    .execute();
  const roster = (await rostersFor(tx, [row.organisation_id], now)).get(row.organisation_id) ?? [];
  return {
    run: row.run,
    round: row.round,
    facts: {
      open: row.consultState === 'open',
      acceptedBy: row.accepted_by,
      state: row.state,
      knownAccepter: row.knownAccepter,
      startedAt: Date.parse(row.started_at),
      alarmed: row.alarm_since !== null,
      roster,
      steps: steps.map((step) => ({ personId: step.person_id, until: Date.parse(step.until), rings: step.outcome === null })),
    },
  };
}

async function apply(tx: Tx, consultId: string, known: Known, next: Exclude<Next, { kind: 'wait' }>, now: string): Promise<void> {
  const { run, round, facts } = known;
  const set = (values: CallChange) => changeCall(tx, consultId, values);
  const line = (kind: string, personId: string | null, detail: object) => writeLine(tx, consultId, now, kind, personId, detail);
  switch (next.kind) {
    case 'ring': {
      const until = new Date(next.until).toISOString();
      await set({ state: 'ringing' });
      const { id } = await tx
        .insertInto('call_step')
        .values({
          consult_id: consultId,
          run,
          round,
          person_id: next.personId,
          since: now,
          until,
          outcome: null,
          answered_at: null,
          reason: '',
          words: '',
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      await giveNotice(tx, id, next.personId, now);
      return line('call-ringing', next.personId, { run, round, until });
    }
    case 'no-answer':
      await set({});
      await endStep(tx, consultId, 'no-answer', now);
      return line('call-no-answer', next.personId, { run, round });
    case 'round-over':
      await set({ round: round + 1, ...(facts.alarmed ? {} : { alarm_since: now, alarm_why: 'nobody-answered' as const }) });
      return line('call-nobody', null, { run, round, why: 'nobody-answered' });
    case 'nobody':
      await set({ state: 'nobody', ...(facts.alarmed ? {} : { alarm_since: now, alarm_why: next.why }) });
      return line('call-nobody', null, { run, round, why: next.why });
    case 'accepted':
      await set({ state: 'accepted', alarm_since: null, alarm_why: null, accepted_by: next.personId });
      await tx
        .updateTable('call_step')
        .set((eb) => ({
          outcome: eb
            .case()
            .when('person_id', '=', next.personId)
            .then('accepted' as const)
            .else('ended' as const)
            .end(),
          answered_at: now,
        }))
        .where('consult_id', '=', consultId)
        .where('outcome', 'is', null)
        .execute();
      return line('call-accepted', next.personId, { run, round });
    case 'ended':
      await set({ state: 'ended', alarm_since: null, alarm_why: null });
      return endStep(tx, consultId, 'ended', now);
    case 'begin':
      return set({ state: 'asked', run: run + 1, round: 1, started_at: now, alarm_since: null, alarm_why: null, accepted_by: null });
  }
}

interface CallChange {
  state?: CallFacts['state'];
  run?: number;
  round?: number;
  started_at?: string;
  alarm_since?: string | null;
  alarm_why?: 'nobody-answered' | 'nobody-on-call' | null;
  accepted_by?: string | null;
}

const changeCall = async (tx: Tx, consultId: string, values: CallChange): Promise<void> => {
  await tx
    .updateTable('call')
    .set((eb) => ({ ...values, version: eb('version', '+', 1) }))
    .where('consult_id', '=', consultId)
    .execute();
};

const endStep = async (tx: Tx, consultId: string, outcome: 'no-answer' | 'ended', now: string): Promise<void> => {
  await tx
    .updateTable('call_step')
    .set({ outcome, answered_at: now })
    .where('consult_id', '=', consultId)
    .where('outcome', 'is', null)
    .execute();
};

/** What rings for the person outside of the pages, as they wish. */
async function giveNotice(tx: Tx, stepId: number, personId: string, now: string): Promise<void> {
  const contact = await tx.selectFrom('call_contact').selectAll().where('person_id', '=', personId).executeTakeFirst();
  const kinds = [
    ...(contact !== undefined && contact.webhook_url !== null ? ['webhook' as const] : []),
    ...(contact?.email === 1 ? ['email' as const] : []),
  ];
  for (const kind of kinds)
    await tx.insertInto('call_notice').values({ step_id: stepId, kind, state: 'waiting', tries: 0, next_try_at: now, why: '' }).execute();
}

/** The person declines; false when it does not ring for them any more. */
export async function decline(
  tx: Tx,
  consultId: string,
  personId: string,
  given: { reason: string; words: string },
  now: string,
): Promise<boolean> {
  const step = await tx
    .updateTable('call_step')
    .set({ outcome: 'declined', answered_at: now, ...given })
    .where('consult_id', '=', consultId)
    .where('person_id', '=', personId)
    .where('outcome', 'is', null)
    .returning(['run', 'round'])
    .executeTakeFirst();
  if (step === undefined) return false;
  await changeCall(tx, consultId, {});
  await writeLine(tx, consultId, now, 'call-declined', personId, { ...step, ...given });
  return true;
}

async function writeLine(tx: Tx, consultId: string, at: string, kind: string, personId: string | null, detail: object): Promise<void> {
  await tx
    .insertInto('consult_event')
    .values({ consult_id: consultId, at, person_id: personId, kind, detail: JSON.stringify(detail) })
    .execute();
}
