import { type Accessor, createSignal } from 'solid-js';
import type { Body, Kind } from '#shared/protocol/chart/chart.ts';
import type { Chart } from '../create-chart.ts';

/** Entering from a form: busy while the server is asked, and its answer no in words. Resolves to whether it was entered. */
export interface Entering {
  enter<K extends Kind>(kind: K, body: Body<K>): Promise<boolean>;
  busy: Accessor<boolean>;
  error: Accessor<string | null>;
}

export function createEntering(chart: Chart): Entering {
  const [busy, setBusy] = createSignal(false);
  const [error, setError] = createSignal<string | null>(null);
  return {
    busy,
    error,
    enter: async (kind, body) => {
      setBusy(true);
      setError(null);
      try {
        await chart.enter(kind, body);
        return true;
      } catch (reason) {
        setError(reason instanceof Error ? reason.message : String(reason));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
