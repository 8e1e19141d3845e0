/**
 * The wire of `/collab/<consult id>`: the messages of y-websocket 3.1.0 and y-protocols 1.0.7, plus `saved`. Every message begins with
 * its type as a varuint; what follows is in lib0's encoding.
 */
export const COLLAB_MESSAGE = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  /**
   * Server to client, only when asked for with `?acks=1`: varuint count, varuint instant (ms since 1970, server clock). The first
   * `count` messages with document content (sync step 2 and update) of this connection are durable.
   */
  saved: 100,
} as const;

/** First varuint of a `sync` message's body. */
export const SYNC_STEP = { step1: 0, step2: 1, update: 2 } as const;
