import type { StrokePolicy } from '../../clinical/policy.ts';
import type { Body, ChartEntry, Kind } from '../../protocol/chart/chart.ts';
import type { Role } from '../../protocol/http.ts';

/** What a statement is judged by, beside the chart itself. */
export interface Circumstances {
  /** Server time, ms since 1970. */
  now: number;
  /** Null when the server itself states it. */
  actor: { personId: string; role: Role } | null;
  policy: StrokePolicy;
  /** `YYYYMMDD`, '' when not known. */
  birthDate: string;
}

/** Why a statement cannot stand, in words for the person who made it; null when it can. */
export type Refusal = string | null;
export type Refusals = { [K in Kind]?: (entries: readonly ChartEntry[], body: Body<K>, circumstances: Circumstances) => Refusal };
