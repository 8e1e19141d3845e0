import { type Accessor, createMemo } from 'solid-js';
import type { ConsultSummary, Me } from '#shared/protocol/http.ts';

/** Roles that are rung for: they decide. */
const RUNG = ['neurologist', 'interventionalist'];

/** Open consults that nobody has accepted, for those who can. */
export function createRinging(consults: Accessor<ConsultSummary[]>, me: Me): Accessor<ReadonlySet<string>> {
  return createMemo(() => {
    if (!RUNG.includes(me.person.role)) return new Set<string>();
    return new Set(
      consults()
        .filter((consult) => consult.state === 'open' && consult.acceptedBy === null && consult.studies.length > 0)
        .map((consult) => consult.id),
    );
  });
}
