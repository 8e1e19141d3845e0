import { type Accessor, createEffect, createMemo, createResource, on } from 'solid-js';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { request } from './http.ts';

export interface OfConsult<T> {
  /** The last answer; undefined before the first. */
  known: Accessor<T | undefined>;
  /** The last attempt did not succeed; `known` is older than it could be. */
  failed: Accessor<boolean>;
  loading: Accessor<boolean>;
  refetch: () => Promise<void>;
}

/** What the server says under `/api/consults/ID/PART`, asked again whenever the consult has changed. */
export function createOfConsult<T>(consult: Accessor<Pick<ConsultSummary, 'id' | 'version'>>, part: string): OfConsult<T> {
  const [answer, { refetch }] = createResource(() => request<T>('GET', `/api/consults/${encodeURIComponent(consult().id)}/${part}`));
  const failed = () => answer.error !== undefined;
  createEffect(
    on(
      () => consult().version,
      () => void refetch(),
      { defer: true },
    ),
  );
  return {
    known: createMemo<T | undefined>((before) => (failed() ? before : answer.latest)),
    failed,
    loading: () => answer.loading,
    refetch: async () => void (await refetch()),
  };
}
