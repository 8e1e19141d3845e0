import type { ReadyFrame } from '#shared/protocol/stream.ts';

/** What has happened, told to whoever in this process cares. Payloads are ids, never patient data. */
export interface BusEvents {
  /** Durable in the catalogue; frames have their ids. */
  stored: { organisationId: string; studyId: number; seriesId: number; instanceId: number; frameIds: number[]; newSeries: boolean };
  /** A frame's codestream can be streamed, or it never can. */
  frame: { instanceId: number; frameId: number } & ({ state: 'ready'; ready: ReadyFrame } | { state: 'failed'; why: string });
  /** Consult opened, changed state, got a study or a visitor. */
  consult: { consultId: string };
  /** A call rang, was answered, or nobody is there. */
  call: { consultId: string };
  /** A hub's roster changed. */
  'on-call': { organisationId: string };
  'consult-study': { consultId: string; studyId: number };
  /** Who is in a room, or their collaboration client ids, changed. */
  room: { consultId: string };
  /** A session ended or a person lost a right: connections re-check now. */
  /** One session of a person, or (null) everything that person has open. */
  revoked: { personId: string; sessionId: string | null };
  /** A slice on that person's screen is on its way, and their pictures of people give way to it; or it is through. */
  slice: { consultId: string; personId: string; sessionId: string; loading: boolean };
  association: { organisationId: string | null };
}

type Listener<K extends keyof BusEvents> = (event: BusEvents[K]) => void;

export class Bus {
  readonly #listeners = new Map<keyof BusEvents, Set<Listener<never>>>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  on<K extends keyof BusEvents>(name: K, listener: Listener<K>): () => void {
    const set = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, set);
    set.add(listener as Listener<never>);
    return () => set.delete(listener as Listener<never>);
  }

  /** A listener that throws is reported and never stops the others. */
  emit<K extends keyof BusEvents>(name: K, event: BusEvents[K]): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        (listener as Listener<K>)(event);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
