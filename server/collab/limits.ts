/** Every bound of the collaboration endpoint. Each can be overridden for one endpoint, which only tests and benchmarks do. */
export interface CollabLimits {
  /** Bytes of one WebSocket message; a whole consult's marks fit into one. */
  messageBytes: number;
  /** Frames of one message: browsers send one, proxies may split. */
  fragments: number;
  /** Chunks that the frame parser may hold before a frame is complete. */
  bufferedChunks: number;
  /** Bytes waiting in one client's socket before it is dropped as too slow; it re-connects and gets the rest in one answer. */
  sendBufferBytes: number;
  /** Messages of one connection handled in one turn of the event loop; the rest waits so that one client cannot starve the others. */
  messagesPerTurn: number;
  /** Messages waiting for their turn before reading from the socket stops. */
  inboxMessages: number;
  /** Updates of one connection waiting for the log before reading from its socket stops. */
  uncommittedUpdates: number;
  /** Pings in any second; a browser sends none by itself. */
  pingsPerSecond: number;
  /** Requests for the whole state (sync step 1, query awareness): so many at once, and so many a second after that. */
  stateRequestBurst: number;
  stateRequestsPerSecond: number;
  /** Updates in a row that hang on something unknown; each was answered with a request for what is missing. */
  gapsInARow: number;
  /** Milliseconds between pings; a connection silent for two of them is dead. */
  pingEveryMs: number;
  /** Milliseconds given to a client to answer a close frame. */
  closeTimeoutMs: number;
  /** Milliseconds between checks of every connection's permission. */
  accessEveryMs: number;
  /** Connections in one consult, and of one person in one consult: a person has a few devices, a re-load may overlap. */
  connectionsPerRoom: number;
  connectionsPerPerson: number;
  /** Updates in the log since its last snapshot before a new snapshot is written. */
  compactAfter: number;
  /** Milliseconds one update may take in the event loop before it is worth a warning. */
  slowUpdateMs: number;
}

export const COLLAB_LIMITS: CollabLimits = {
  messageBytes: 1_048_576,
  fragments: 64,
  bufferedChunks: 256,
  sendBufferBytes: 1_048_576,
  messagesPerTurn: 32,
  inboxMessages: 256,
  uncommittedUpdates: 256,
  pingsPerSecond: 100,
  stateRequestBurst: 20,
  stateRequestsPerSecond: 2,
  gapsInARow: 32,
  pingEveryMs: 15_000,
  closeTimeoutMs: 2_000,
  accessEveryMs: 30_000,
  connectionsPerRoom: 512,
  connectionsPerPerson: 64,
  compactAfter: 500,
  slowUpdateMs: 100,
};

/** Bounds of one update, checked before anything of it is allocated. */
export const UPDATE_BOUNDS = {
  /** Structs (insertions) in one update: the offline work of a long consult is a few hundred. */
  structs: 5_000,
  /** Clients named in one update, and delete ranges: a re-connecting client sends its whole delete set. */
  clients: 5_000,
  deleteRanges: 20_000,
  /** Highest clock: far beyond any consult, far below where sums lose precision. */
  clock: 0x7fff_ffff,
  /** Yjs client ids are 32 bit. */
  clientId: 0xffff_ffff,
  /** Nesting and number of values inside one JSON value; a mark has three levels and about sixty values. */
  depth: 8,
  valuesPerStruct: 20_000,
  /** Bytes of one string inside a value, of a root name or key, and of inserted text. */
  stringBytes: 4_096,
  keyBytes: 256,
  textBytes: 65_536,
  /** Structs whose place must be searched among concurrent ones (each search walks a list): more is no one's typing. */
  searches: 128,
  /** Structs in a document, tombstones included. */
  documentStructs: 50_000,
} as const;

/** Awareness clocks rise by one per state: at 30 a second this lasts two years. */
export const PRESENCE_CLOCK_MAX = 0x7fff_ffff;
/** Client ids remembered without a live connection and without a struct, so that a late echo of theirs is recognised. */
export const REMEMBERED_CLIENTS = 1_000;
