import { setImmediate } from 'node:timers/promises';
import type { CollabLog, LogEntry, StoredLog } from '../ports.ts';

/** A log in memory, for tests. It outlives the endpoint, as a database does. */
export class MemoryLog implements CollabLog {
  readonly entries = new Map<string, LogEntry[]>();
  readonly snapshots = new Map<string, { through: number; bytes: Uint8Array }>();
  readonly clients = new Map<string, Map<number, string>>();
  /** Awaited before each append: lets a test hold commits back, or fail them. */
  gate: () => Promise<void> = () => setImmediate();
  appends = 0;

  async append(consultId: string, entries: readonly LogEntry[]): Promise<number> {
    this.appends++;
    await this.gate();
    const all = this.entries.get(consultId) ?? [];
    this.entries.set(consultId, all);
    all.push(...entries.map(({ personId, bytes }) => ({ personId, bytes: bytes.slice() })));
    return all.length;
  }

  async load(consultId: string): Promise<StoredLog> {
    await setImmediate();
    const all = this.entries.get(consultId) ?? [];
    const snapshot = this.snapshots.get(consultId);
    const rest = all.slice(snapshot?.through ?? 0).map((entry) => entry.bytes);
    return { updates: snapshot === undefined ? rest : [snapshot.bytes, ...rest], seq: all.length };
  }

  async compact(consultId: string, through: number, bytes: Uint8Array): Promise<void> {
    this.snapshots.set(consultId, { through, bytes });
  }

  async bindClient(consultId: string, clientId: number, personId: string): Promise<'bound' | 'taken'> {
    await setImmediate();
    const clients = this.clients.get(consultId) ?? new Map<number, string>();
    this.clients.set(consultId, clients);
    const holder = clients.get(clientId) ?? personId;
    clients.set(clientId, holder);
    return holder === personId ? 'bound' : 'taken';
  }

  async clientsOf(consultId: string): Promise<ReadonlyMap<number, string>> {
    return new Map(this.clients.get(consultId));
  }
}

/** A log as one process sees it: once the process is killed, nothing it asked for happens any more. */
export function mortal(log: CollabLog): { log: CollabLog; kill: () => void } {
  let alive = true;
  const never = new Promise<never>(() => {});
  const living = <T>(act: () => Promise<T>): Promise<T> => (alive ? act().then((answer) => (alive ? answer : never)) : never);
  return {
    kill: () => {
      alive = false;
    },
    log: {
      append: (...args) => living(() => log.append(...args)),
      load: (...args) => living(() => log.load(...args)),
      compact: (...args) => living(() => log.compact(...args)),
      bindClient: (...args) => living(() => log.bindClient(...args)),
      clientsOf: (...args) => living(() => log.clientsOf(...args)),
    },
  };
}
