import type { Tx } from '../../store/database.ts';
import { insertEntry } from '../enter.ts';

/** The neurologist has taken the consult: once, by the server's clock. */
export async function stateNeurologist(tx: Tx, consultId: string, personId: string, now: string): Promise<void> {
  await insertEntry(tx, {
    consultId,
    id: `neurologist:${now}`,
    statement: { kind: 'time', body: { what: 'neurologist', at: now, source: 'button', clock: 'server', plusMinusSeconds: 0 } },
    at: now,
    personId,
    device: '',
    origin: 'system',
  });
}
