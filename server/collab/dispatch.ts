import { COLLAB_MESSAGE, SYNC_STEP } from '#shared/protocol/collab.ts';
import type { Connection } from './connection.ts';
import { handleContent } from './content.ts';
import { UPDATE_BOUNDS } from './limits.ts';
import type { CollabActor } from './ports.ts';
import { handlePresence } from './presence-relay.ts';
import { ByteReader, MalformedError } from './reader.ts';
import type { Room } from './room.ts';
import { awarenessFrame } from './wire.ts';

/** Highest message type and sync step: one byte. */
const TYPE_MAX = 127;

/** Handles one message of a connection. Whatever is wrong with it closes this connection only. */
export function dispatch<A extends CollabActor>(room: Room<A>, connection: Connection<A>, message: Uint8Array): Promise<void> | undefined {
  const started = performance.now();
  try {
    return handle(room, connection, message);
  } catch (error) {
    if (!(error instanceof MalformedError)) {
      room.ports.logger?.warn(
        { consultId: room.id, error: error instanceof Error ? error.name : 'unknown' },
        'collaboration message failed',
      );
    }
    connection.refuse('malformed');
    return undefined;
  } finally {
    const took = performance.now() - started;
    if (took > room.limits.slowUpdateMs)
      room.ports.logger?.warn({ consultId: room.id, took, bytes: message.length }, 'slow collaboration message');
  }
}

function handle<A extends CollabActor>(room: Room<A>, connection: Connection<A>, message: Uint8Array): Promise<void> | undefined {
  const reader = new ByteReader(message);
  switch (reader.varUint(TYPE_MAX)) {
    case COLLAB_MESSAGE.sync:
      return handleSync(room, connection, reader);
    case COLLAB_MESSAGE.awareness: {
      const body = reader.bytes();
      reader.end();
      handlePresence(room, connection, body);
      return undefined;
    }
    case COLLAB_MESSAGE.queryAwareness: {
      reader.end();
      const shown = room.board.encodeAll();
      if (mayAskForState(connection) && shown !== null) connection.send(awarenessFrame(shown), true);
      return undefined;
    }
    default:
      throw new MalformedError('unknown message type');
  }
}

function handleSync<A extends CollabActor>(room: Room<A>, connection: Connection<A>, reader: ByteReader): Promise<void> | undefined {
  const step = reader.varUint(TYPE_MAX);
  if (step > SYNC_STEP.update) throw new MalformedError('unknown sync step');
  const body = reader.bytes();
  reader.end();
  if (step === SYNC_STEP.step1) {
    checkStateVector(body);
    if (mayAskForState(connection)) room.answer(connection, body);
    return undefined;
  }
  connection.contentMessages++;
  return handleContent(room, connection, body, step === SYNC_STEP.step2);
}

function mayAskForState<A extends CollabActor>(connection: Connection<A>): boolean {
  const may = connection.stateRequests.take();
  if (!may) connection.refuse('rate');
  return may;
}

/** A state vector is read by Yjs as it stands: every pair must be there. */
function checkStateVector(bytes: Uint8Array): void {
  const reader = new ByteReader(bytes);
  for (let left = reader.count(UPDATE_BOUNDS.clientId, 2); left > 0; left--) {
    reader.varUint(UPDATE_BOUNDS.clientId);
    reader.varUint(UPDATE_BOUNDS.clock);
  }
  reader.end();
}
