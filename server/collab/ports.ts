/** What the collaboration endpoint needs from the rest of the server. */

/** Who a connection speaks for; comes from the session, never from the client. */
export interface CollabActor {
  readonly personId: string;
  readonly sessionId: string;
}

export interface CollabAccess {
  /** May see the consult at all. */
  readonly read: boolean;
  /** May write marks, lines and notes. */
  readonly write: boolean;
  /** May hide another's mark. */
  readonly moderate: boolean;
}

export interface LogEntry {
  readonly personId: string;
  /** A Yjs update (V1) that holds only what was new to the document. */
  readonly bytes: Uint8Array;
}

/** One consult's log as stored. */
export interface StoredLog {
  /** The newest snapshot, if there is one, then every update after it, in order. */
  readonly updates: readonly Uint8Array[];
  /** Sequence number of the last of them; 0 for none. */
  readonly seq: number;
}

export interface CollabLog {
  /** Durable (fsync) when it resolves, all entries or none; answers the sequence number of the last entry. */
  append(consultId: string, entries: readonly LogEntry[]): Promise<number>;
  load(consultId: string): Promise<StoredLog>;
  /**
   * Stores a snapshot that replaces entries up to `through` for `load`. The entries themselves may be kept as evidence. The snapshot
   * keeps every struct's client id, so authorship can be judged from it as before.
   */
  compact(consultId: string, through: number, snapshot: Uint8Array): Promise<void>;
  /** Binds a client id of this consult to a person for ever; `taken` when it is another's. Durable when it resolves. */
  bindClient(consultId: string, clientId: number, personId: string): Promise<'bound' | 'taken'>;
  clientsOf(consultId: string): Promise<ReadonlyMap<number, string>>;
}

/** Connections of one person in a consult. */
export interface Present {
  readonly personId: string;
  /** Yjs client ids of the person's live connections; empty until each has shown its first state. */
  readonly clientIds: readonly number[];
}

export type Fields = Record<string, string | number | boolean>;

export interface CollabPorts<A extends CollabActor = CollabActor> {
  readonly log: CollabLog;
  access(actor: A, consultId: string): Promise<CollabAccess>;
  /** Who is connected has changed: for the roster event. */
  onPresent?(consultId: string, present: readonly Present[]): void;
  /** Somebody was turned away: for the audit log. */
  onRefused?(actor: A, consultId: string, reason: RefusalReason): void;
  readonly logger?: { info(fields: Fields, message: string): void; warn(fields: Fields, message: string): void };
}

/** Why a connection was closed by us; goes into the close frame, the log and the audit. */
export type RefusalReason =
  | 'malformed'
  | 'schema'
  | 'client-id'
  | 'presence-client-id'
  | 'presence-too-big'
  | 'role'
  | 'not-own'
  | 'full'
  | 'pending-structs'
  | 'text-frame'
  | 'rate'
  | 'too-slow'
  | 'dead'
  | 'session-ended'
  | 'no-access'
  | 'going-away'
  | 'store-failed';
