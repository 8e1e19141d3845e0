import { currentOrder } from '#shared/chart/doses.ts';
import { live } from '#shared/chart/entries.ts';
import { monitoring } from '#shared/chart/monitoring.ts';
import { reopened } from '#shared/chart/thrombolysis.ts';
import { STOP_SIGNS } from '#shared/clinical/pressure.ts';
import type { Chart } from './create-chart.ts';
import type { PanelName } from './panels.tsx';
import { words as treatment } from './treatment/words.ts';
import { words } from './words.ts';

/** What must be looked at now, whichever panel is open. */
export interface PanelAlert {
  panel: PanelName;
  text: string;
  /** Amber: it is this person's turn. */
  level: 'red' | 'amber';
}

/**
 * What came up and nobody has dealt with: cards that opened again, alarms of the last check after the drug, checks that nobody made; and a
 * dose that waits for this person.
 */
export function alertsOf(chart: Chart): PanelAlert[] {
  const watched = monitoring(chart.entries(), chart.policy(), chart.now());
  const overdue = watched?.checks.findLast(({ state }) => state === 'overdue');
  const lastCheck = live(chart.entries(), 'check').at(-1)?.seq;
  const alarm = watched?.alarms.find(({ seq }) => seq === lastCheck);
  const red = (text: string): PanelAlert => ({ panel: 'treatment', text, level: 'red' });
  return [
    ...reopened(chart.entries()).map(({ text, evidence }) => red(words.lookAgain(text, evidence.join('; ')))),
    ...(alarm === undefined ? [] : [red(alarm.stop ? `${alarm.text}. ${STOP_SIGNS.act}` : alarm.text)]),
    ...(overdue === undefined ? [] : [red(words.overdue(overdue.index + 1))]),
    ...doseTurn(chart),
  ];
}

/** A dose that somebody else prepared waits for a second person; one that was released waits for the bedside. */
function doseTurn(chart: Chart): PanelAlert[] {
  const order = currentOrder(chart.entries());
  if (order === undefined) return [];
  const dose = `${treatment.drug[order.body.drug]} ${order.body.totalMg} mg`;
  const turn = (text: string): PanelAlert[] => [{ panel: 'treatment', text, level: 'amber' }];
  if (order.state === 'prepared' && order.by?.personId !== chart.me.person.id && chart.may('dose-release'))
    return turn(words.toRelease(dose, order.by?.name ?? ''));
  return order.state === 'released' && chart.me.organisation.kind === 'spoke' && chart.may('dose-given') ? turn(words.toStart(dose)) : [];
}
