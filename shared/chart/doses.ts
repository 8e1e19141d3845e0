import { alteplase, type Dose, tenecteplase, volumeMl } from '../clinical/dosing.ts';
import type { Body, ChartEntry, ChartPerson } from '../protocol/chart/chart.ts';
import { live } from './entries.ts';

export type DoseRule = Body<'dose-order'>['rule'];

/** The dose by a rule. Throws RangeError for a weight outside of its limits. */
export const doseOf = (kg: number, rule: DoseRule): Dose => (rule === 'alteplase' ? alteplase(kg) : tenecteplase(kg, rule));

export interface Order {
  id: string;
  seq: number;
  at: string;
  by: ChartPerson | null;
  body: Body<'dose-order'>;
  state: 'prepared' | 'released' | 'cancelled' | 'given' | 'stopped';
  released: { by: ChartPerson | null; at: string } | null;
  cancelled: { by: ChartPerson | null; at: string; reason: string } | null;
  /** `at`: when the drug was started. */
  given: { by: ChartPerson | null; at: string } | null;
  stopped: { by: ChartPerson | null; at: string; signs: string[] } | null;
}

/** Every dose that was ever prepared, oldest first, and how far each came. */
export function orders(entries: readonly ChartEntry[]): Order[] {
  return live(entries, 'dose-order').map(({ seq, at, by, body }) => {
    const order: Order = {
      id: body.order,
      seq,
      at,
      by,
      body,
      state: 'prepared',
      released: null,
      cancelled: null,
      given: null,
      stopped: null,
    };
    for (const entry of entries) {
      if (entry.kind === 'dose-release' && entry.body.order === body.order) {
        order.released = { by: entry.by, at: entry.at };
        order.state = 'released';
      }
      if (entry.kind === 'dose-cancel' && entry.body.order === body.order) {
        order.cancelled = { by: entry.by, at: entry.at, reason: entry.body.reason };
        order.state = 'cancelled';
      }
      if (entry.kind === 'dose-given' && entry.body.order === body.order) {
        order.given = { by: entry.by, at: entry.body.at };
        order.state = 'given';
      }
      if (entry.kind === 'treatment-stop' && entry.body.order === body.order) {
        order.stopped = { by: entry.by, at: entry.body.at, signs: entry.body.signs };
        order.state = 'stopped';
      }
    }
    return order;
  });
}

/** The order that counts: not cancelled. There is at most one. */
export const currentOrder = (entries: readonly ChartEntry[]): Order | undefined =>
  orders(entries).findLast(({ state }) => state !== 'cancelled');

/** Whether the numbers of an order are what its rule, its weight and its vial give: what was seen is what is released. */
export function orderFault(body: Body<'dose-order'>): string | null {
  const rule = body.drug === 'alteplase' ? 'alteplase' : body.rule;
  if (body.rule !== rule || (body.drug === 'tenecteplase' && body.rule === 'alteplase')) return 'The rule does not belong to the drug.';
  const dose = doseOf(body.kg, body.rule);
  if (dose.totalMg !== body.totalMg || dose.bolusMg !== body.bolusMg || dose.infusionMg !== body.infusionMg)
    return 'The dose is not what the rule gives for this weight. Open the dose again.';
  try {
    return volumeMl(dose.totalMg, body.vial) === body.volumeMl ? null : 'The volume is not what the vial gives. Open the dose again.';
  } catch (error) {
    return error instanceof RangeError ? `Wrong vial: ${error.message}.` : 'Wrong vial.';
  }
}
