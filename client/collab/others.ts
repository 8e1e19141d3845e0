import type { Awareness } from 'y-protocols/awareness';
import { type Presence, presence } from '#shared/protocol/presence.ts';

const NOTHING: Presence = { view: null, cursor: null, following: null, ping: null, draft: null, device: 'desktop' };

/** What the other connections show, parsed. Fields that a foreign client leaves out count as nothing shown. */
export class Others {
  readonly states = new Map<number, Presence>();
  readonly #awareness: Awareness;
  readonly #onChange: (clientIds: readonly number[]) => void;

  constructor(awareness: Awareness, onChange: (clientIds: readonly number[]) => void) {
    this.#awareness = awareness;
    this.#onChange = onChange;
    awareness.on('change', ({ added, updated, removed }: { added: number[]; updated: number[]; removed: number[] }) => {
      this.#read([...added, ...updated, ...removed].filter((clientId) => clientId !== awareness.clientID));
    });
  }

  #read(clientIds: readonly number[]): void {
    if (clientIds.length === 0) return;
    for (const clientId of clientIds) {
      const state = this.#awareness.getStates().get(clientId);
      const parsed = state === undefined ? undefined : presence.safeParse({ ...NOTHING, ...state });
      if (parsed?.success) this.states.set(clientId, parsed.data);
      else this.states.delete(clientId);
    }
    this.#onChange(clientIds);
  }
}
