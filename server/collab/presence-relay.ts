import type { Connection } from './connection.ts';
import type { CollabActor } from './ports.ts';
import { encodePresence, type PresenceEntry, parseState, readPresence } from './presence.ts';
import type { Room } from './room.ts';
import { awarenessFrame } from './wire.ts';

/**
 * One awareness message. A connection speaks for one client id. Others' states that it repeats are dropped without a word, because the stock
 * provider repeats all it receives; a state newer than what the server relayed can only be made up. Throws `MalformedError`.
 */
export function handlePresence<A extends CollabActor>(room: Room<A>, connection: Connection<A>, body: Uint8Array): void {
  let entries = 0;
  let own: Relayed | null = null;
  for (const entry of readPresence(body)) {
    entries++;
    const whose = whoseIs(room, connection, entry);
    if (whose === 'other') {
      connection.refuse('presence-client-id');
      return;
    }
    if (whose === 'own') own = takeOwn(room, connection, entry) ?? own;
    if (!connection.open) return;
  }
  // The usual message is one own state that fits the schema: it goes out as it came in.
  if (own !== null) room.show(own.clean && entries === 1 ? body : encodePresence([own]));
}

interface Relayed {
  readonly clientId: number;
  readonly clock: number;
  readonly json: Uint8Array | null;
  readonly clean: boolean;
}

function whoseIs<A extends CollabActor>(
  room: Room<A>,
  connection: Connection<A>,
  { clientId, clock }: PresenceEntry,
): 'own' | 'ignore' | 'other' {
  if (clientId === connection.presenceId) return room.owns(connection, clientId) ? 'own' : 'ignore';
  const person = room.claims.personOf(clientId);
  if (connection.presenceId === null && (person === undefined ? !connection.claimed : person === connection.actor.personId)) {
    if (person === undefined) connection.claimed = true;
    room.own(connection, clientId);
    return 'own';
  }
  if (person === connection.actor.personId || clock <= room.board.clockOf(clientId)) return 'ignore';
  return 'other';
}

/** Takes a connection's own state; answers what to relay, or null for nothing new. */
function takeOwn<A extends CollabActor>(room: Room<A>, connection: Connection<A>, entry: PresenceEntry): Relayed | null {
  const state = parseState(entry);
  if (state.kind === 'too-big') {
    connection.refuse('presence-too-big');
    return null;
  }
  const { clientId, clock } = entry;
  const last = room.board.clockOf(clientId);
  if (clock > last) {
    // The message's bytes belong to a larger read buffer.
    room.board.set(clientId, clock, state.json === null ? null : state.json.slice());
    return { clientId, clock, json: state.json, clean: state.clean };
  }
  // Re-joined with the clock it left with, which others would not take. y-protocols answers its own removal with a higher clock.
  if (state.json !== null && !room.board.isShown(clientId))
    connection.send(awarenessFrame(encodePresence([{ clientId, clock: last, json: null }])));
  return null;
}
