import type { RosterEntry } from '#shared/protocol/events.ts';
import type { Presence } from '#shared/protocol/presence.ts';

/** Who is followed: a person, through one of their screens. `clientId` is null while the leader is away. */
export interface Following {
  readonly personId: string;
  readonly clientId: number | null;
}

type States = ReadonlyMap<number, Pick<Presence, 'view' | 'following'>>;

/**
 * The screen of a person to follow: the one followed so far while it is there, else one that shows a picture, else any. Null while the
 * person is away. A leader who loads the page anew comes back under another client id.
 */
export function screenOf(person: Pick<RosterEntry, 'clientIds'> | undefined, states: States, current: number | null): number | null {
  const shown = (clientId: number) => states.get(clientId)?.view != null;
  const ids = person?.clientIds ?? [];
  if (current !== null && ids.includes(current) && (shown(current) || !ids.some(shown))) return current;
  return ids.find(shown) ?? ids[0] ?? null;
}

/** Client ids from `start` along who follows whom, `start` included; ends where somebody goes their own way, or comes round. */
export function chainFrom(start: number, states: States): number[] {
  const chain: number[] = [];
  for (let at: number | null = start; at !== null && !chain.includes(at); at = states.get(at)?.following ?? null) chain.push(at);
  return chain;
}

/**
 * True when I am in a ring of people following each other and it is mine to leave it (the lowest client id): two who tap at the same
 * moment must not drag each other about.
 */
export function mustLeaveRing(me: number, leader: number, states: States): boolean {
  const chain = chainFrom(leader, states);
  return chain.includes(me) && me === Math.min(me, ...chain.slice(0, chain.indexOf(me) + 1));
}
