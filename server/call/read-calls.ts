import type { CallPerson, CallStep, CallView } from '#shared/protocol/call.ts';
import type { Role } from '#shared/protocol/http.ts';
import type { Database } from '../store/database.ts';
import { type RosterPerson, rostersFor } from './roster.ts';

/** Steps told of one call at most: the last ones. */
const STEPS_TOLD = 60;

type StepRow = Awaited<ReturnType<typeof stepsOf>>[number];

/** Calls as people see them, in the order of `ids`; a consult that does not exist is left out. */
export async function readCalls(db: Database, ids: readonly string[], now = new Date().toISOString()): Promise<CallView[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('consult')
    .innerJoin('organisation', 'organisation.id', 'consult.organisation_id')
    .leftJoin('call', 'call.consult_id', 'consult.id')
    .leftJoin('person', 'person.id', 'consult.accepted_by')
    .leftJoin('organisation as home', 'home.id', 'person.organisation_id')
    .where('consult.id', 'in', [...ids])
    .select([
      'consult.id',
      'consult.organisation_id as siteId',
      'organisation.name as siteName',
      'opened_at',
      'consult.accepted_by',
      'accepted_at',
      'person.name as accepterName',
      'person.role as accepterRole',
      'home.name as accepterSite',
      'call.state',
      'call.run',
      'call.round',
      'call.started_at',
      'call.alarm_since',
      'call.alarm_why',
      'call.version',
    ])
    .execute();
  const steps = Map.groupBy(await stepsOf(db, ids), (step) => step.consult_id);
  const rosters = await rostersFor(db, [...new Set(rows.map((row) => row.siteId))], now);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (row === undefined) return [];
    const roster = rosters.get(row.siteId) ?? [];
    const told = (steps.get(id) ?? []).filter((step) => step.run === row.run);
    const accepter: CallPerson | null =
      row.accepted_by === null
        ? null
        : { personId: row.accepted_by, name: row.accepterName ?? '', role: row.accepterRole as Role, site: row.accepterSite ?? '' };
    return [
      {
        consultId: id,
        site: { id: row.siteId, name: row.siteName },
        openedAt: row.opened_at,
        state: row.state ?? 'none',
        startedAt: row.started_at,
        alarm: row.alarm_since === null ? null : { since: row.alarm_since, why: row.alarm_why ?? 'nobody-answered' },
        ringing: ringingOf(
          told.filter((step) => step.round === row.round),
          roster,
        ),
        onCall: roster.map(plain),
        steps: told.slice(-STEPS_TOLD).map(stepView),
        accepted: accepter === null ? null : { person: accepter, at: row.accepted_at ?? '' },
        version: row.version ?? 0,
      },
    ];
  });
}

const stepsOf = (db: Database, ids: readonly string[]) =>
  db
    .selectFrom('call_step')
    .innerJoin('person', 'person.id', 'call_step.person_id')
    .innerJoin('organisation', 'organisation.id', 'person.organisation_id')
    .where('consult_id', 'in', [...ids])
    .selectAll('call_step')
    .select(['person.name', 'person.role', 'organisation.name as site'])
    .orderBy('call_step.id')
    .execute();

const plain = ({ personId, name, role, site }: CallPerson): CallPerson => ({ personId, name, role, site });
const personOf = (step: StepRow): CallPerson => ({
  personId: step.person_id,
  name: step.name,
  role: step.role as Role,
  site: step.site,
});

const stepView = (step: StepRow): CallStep => ({
  person: personOf(step),
  round: step.round,
  since: step.since,
  until: step.until,
  outcome: step.outcome,
  at: step.answered_at,
  reason: step.reason as CallStep['reason'],
  words: step.words,
});

/** `round`: the steps of this round. Whoever of the roster was not rung in it follows. */
function ringingOf(round: readonly StepRow[], roster: readonly RosterPerson[]): CallView['ringing'] {
  const step = round.find((one) => one.outcome === null);
  if (step === undefined) return null;
  const rest = roster.filter((one) => !round.some((rung) => rung.person_id === one.personId));
  return {
    person: personOf(step),
    since: step.since,
    until: step.until,
    position: round.length,
    of: round.length + rest.length,
    next: rest[0] === undefined ? null : plain(rest[0]),
  };
}
