import { SYNC_STEP } from '#shared/protocol/collab.ts';
import type { Connection } from './connection.ts';
import { type Author, judge } from './judge.ts';
import type { CollabActor } from './ports.ts';
import type { Room } from './room.ts';
import { parseUpdate, type Update } from './update.ts';
import { syncFrame } from './wire.ts';

/**
 * Judges and takes in one update (sync step 2 or update). `whole`: it holds all that the client has, so nothing of its is left out after it.
 * Throws `MalformedError`.
 */
export function handleContent<A extends CollabActor>(
  room: Room<A>,
  connection: Connection<A>,
  bytes: Uint8Array,
  whole: boolean,
): Promise<void> | undefined {
  return takeIn(room, connection, bytes, parseUpdate(bytes), whole);
}

function takeIn<A extends CollabActor>(
  room: Room<A>,
  connection: Connection<A>,
  bytes: Uint8Array,
  update: Update,
  whole: boolean,
): Promise<void> | undefined {
  const verdict = judge(update, room.document, authorOf(room, connection));
  switch (verdict.kind) {
    case 'refuse':
      connection.refuse(verdict.reason);
      return undefined;
    case 'gap':
      askAgain(room, connection);
      return undefined;
    case 'nothing':
      if (whole) connection.resyncing = false;
      room.acknowledge(connection);
      return undefined;
    case 'apply':
      if (verdict.binds.length > 0) {
        return bind(room, connection, verdict.binds).then((bound) => (bound ? takeIn(room, connection, bytes, update, whole) : undefined));
      }
      connection.gaps = 0;
      if (whole) connection.resyncing = false;
      room.accept(connection, bytes, verdict.structs);
      return undefined;
  }
}

/** What this connection's person may do in this consult. */
function authorOf<A extends CollabActor>({ claims }: Room<A>, connection: Connection<A>): Author {
  const { personId } = connection.actor;
  return {
    personId,
    write: connection.access.write,
    moderate: connection.access.moderate,
    personOf: (clientId) => claims.personOf(clientId),
    mayUse: (clientId) => {
      const person = claims.personOf(clientId);
      if (person === undefined) return connection.claimed ? 'foreign' : 'free';
      if (person !== personId) return 'foreign';
      return claims.isBound(clientId) ? 'bound' : 'held';
    },
  };
}

/** Binds client ids to the connection's person, durably, before their first struct is stored. */
async function bind<A extends CollabActor>(room: Room<A>, connection: Connection<A>, clientIds: readonly number[]): Promise<boolean> {
  const { personId } = connection.actor;
  for (const clientId of clientIds) {
    if (room.claims.personOf(clientId) === undefined) {
      connection.claimed = true;
      room.claims.hold(clientId, personId);
    }
    try {
      if ((await room.ports.log.bindClient(room.id, clientId, personId)) === 'taken') {
        connection.refuse('client-id');
        return false;
      }
    } catch {
      connection.refuse('store-failed');
      return false;
    }
    room.claims.bind(clientId, personId);
  }
  return connection.open;
}

/** Keeps nothing of an update with a gap; asks for all that the client has instead. More than a few in a row is an attack. */
function askAgain<A extends CollabActor>(room: Room<A>, connection: Connection<A>): void {
  connection.resyncing = true;
  if (++connection.gaps > room.limits.gapsInARow) connection.refuse('pending-structs');
  else if (connection.gaps === 1) connection.send(syncFrame(SYNC_STEP.step1, room.document.stateVector()));
}
