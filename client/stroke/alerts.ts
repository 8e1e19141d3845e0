import { live } from '#shared/chart/entries.ts';
import { monitoring } from '#shared/chart/monitoring.ts';
import { reopened } from '#shared/chart/thrombolysis.ts';
import type { Chart } from './create-chart.ts';
import type { PanelName } from './panels.tsx';
import { words } from './words.ts';

/** What must be looked at now, whichever panel is open. */
export interface PanelAlert {
  panel: PanelName;
  text: string;
}

/** What came up and nobody has dealt with: cards that opened again, alarms of the last check after the drug, checks that nobody made. */
export function alertsOf(chart: Chart): PanelAlert[] {
  const watched = monitoring(chart.entries(), chart.policy(), chart.now());
  const overdue = watched?.checks.findLast(({ state }) => state === 'overdue');
  const lastCheck = live(chart.entries(), 'check').at(-1)?.seq;
  const alarm = watched?.alarms.find(({ seq }) => seq === lastCheck);
  return [
    ...reopened(chart.entries()).map(({ text, evidence }) => ({
      panel: 'treatment' as const,
      text: words.lookAgain(text, evidence.join('; ')),
    })),
    ...(alarm === undefined ? [] : [{ panel: 'treatment' as const, text: alarm.text }]),
    ...(overdue === undefined ? [] : [{ panel: 'treatment' as const, text: words.overdue(overdue.index + 1) }]),
  ];
}
