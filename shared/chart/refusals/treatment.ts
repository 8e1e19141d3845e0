import { CONTRAINDICATIONS } from '../../clinical/contraindications.ts';
import type { ChartEntry } from '../../protocol/chart/chart.ts';
import type { Role } from '../../protocol/http.ts';
import { currentOrder, type Order, orderFault, orders } from '../doses.ts';
import { live } from '../entries.ts';
import { pressureOf, weightOf } from '../observations.ts';
import { gate, toAccept } from '../thrombolysis.ts';
import type { Refusal, Refusals } from './refusal.ts';

const AHEAD_MS = 5 * 60_000;
const NO_ORDER = 'There is no such dose.';
/** One of the two who release a dose is one of these. */
const PRESCRIBERS: readonly Role[] = ['emergency-physician', 'neurologist', 'interventionalist'];
const STATE_WORDS: Record<Order['state'], string> = {
  prepared: 'has not been released by a second person yet',
  released: 'has been released already',
  cancelled: 'was cancelled',
  given: 'has been started already',
  stopped: 'was stopped',
};

const orderOf = (entries: readonly ChartEntry[], id: string) => orders(entries).find((order) => order.id === id);
const wrongState = (order: Order): string => `This dose ${STATE_WORDS[order.state]}.`;

/** What has come up since the order was prepared, that its first person did not accept. */
function newSince(entries: readonly ChartEntry[], order: Order): string | null {
  const fresh = toAccept(entries).filter(({ id }) => !order.body.accepted.includes(id));
  return fresh.length === 0
    ? null
    : `New since it was prepared: ${fresh.map(({ text }) => text).join('; ')}. Cancel it and prepare it again.`;
}

/** A dose: two people, one current weight, one pressure below both limits, numbers as the rule gives them, and nothing changed under way. */
export const treatmentRefusals: Refusals = {
  contraindication: (_entries, { id }) =>
    CONTRAINDICATIONS.some((one) => one.id === id) ? null : 'This contraindication is not in the table.',
  'dose-order': (entries, body, { now, policy }): Refusal => {
    const active = currentOrder(entries);
    if (active !== undefined) return `A dose ${active.state === 'prepared' ? 'is prepared' : 'exists'} already: cancel it first.`;
    const against = gate(entries, policy, now);
    if (against !== null) return against;
    const weight = weightOf(entries)!;
    if (weight.seq !== body.weightSeq || weight.body.kg !== body.kg) return 'The weight has changed meanwhile. Open the dose again.';
    if (pressureOf(entries)!.seq !== body.pressureSeq) return 'There is a newer blood pressure. Open the dose again.';
    if (body.drug === 'tenecteplase' && body.rule !== policy.tenecteplaseRule)
      return 'The policy of the site names another rule for tenecteplase.';
    const missing = toAccept(entries).filter(({ id }) => !body.accepted.includes(id));
    if (missing.length > 0) return `Open or present, and not accepted by name: ${missing.map(({ text }) => text).join('; ')}.`;
    return orderFault(body);
  },
  'dose-release': (entries, body, { now, policy, actor }): Refusal => {
    const order = orderOf(entries, body.order);
    if (order === undefined) return NO_ORDER;
    if (order.state !== 'prepared') return wrongState(order);
    if (actor === null || order.by?.personId === actor.personId) return 'You prepared this dose: another person must release it.';
    if (!PRESCRIBERS.includes(actor.role) && !PRESCRIBERS.includes(order.by!.role)) return 'One of the two must be a physician.';
    const against = gate(entries, policy, now);
    if (against !== null) return against;
    if (weightOf(entries)!.seq !== order.body.weightSeq)
      return 'Another weight was entered since it was prepared. Cancel it and prepare it again.';
    return newSince(entries, order);
  },
  'dose-cancel': (entries, body): Refusal => {
    const order = orderOf(entries, body.order);
    if (order === undefined) return NO_ORDER;
    return order.state === 'prepared' || order.state === 'released' ? null : wrongState(order);
  },
  'dose-given': (entries, body, { now }): Refusal => {
    const order = orderOf(entries, body.order);
    if (order === undefined) return NO_ORDER;
    if (order.state !== 'released') return wrongState(order);
    const at = Date.parse(body.at);
    if (at > now + AHEAD_MS) return 'This time is in the future.';
    return at < Date.parse(order.released!.at) - AHEAD_MS ? 'This time is before the dose was released.' : null;
  },
  'treatment-stop': (entries, body): Refusal => {
    const order = orderOf(entries, body.order);
    if (order === undefined) return NO_ORDER;
    return order.state === 'given' ? null : wrongState(order);
  },
  'check-owner': (entries, { from, to }): Refusal => {
    if (from > to) return 'The first check comes before the last.';
    return isGiven(entries) ? null : NOT_GIVEN;
  },
  check: (entries, { index, systolic, diastolic, at }, { now }): Refusal => {
    if (!isGiven(entries)) return NOT_GIVEN;
    if (diastolic >= systolic) return 'The diastolic pressure is below the systolic one.';
    if (Date.parse(at) > now + AHEAD_MS) return 'This time is in the future.';
    return index !== null && live(entries, 'check').some(({ body }) => body.index === index)
      ? 'This check has been entered already. Take it back first, or enter one in between.'
      : null;
  },
};

const NOT_GIVEN = 'Checks begin when the drug has been started.';
const isGiven = (entries: readonly ChartEntry[]): boolean => ['given', 'stopped'].includes(currentOrder(entries)?.state ?? '');
