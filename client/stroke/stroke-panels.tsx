import type { Accessor, JSX } from 'solid-js';
import { monitoring } from '#shared/chart/monitoring.ts';
import { reopened } from '#shared/chart/thrombolysis.ts';
import type { Viewer } from '../viewer/api.ts';
import type { Chart } from './create-chart.ts';
import { type PanelAlert, Panels } from './panels.tsx';
import { TreatmentPanel } from './treatment/treatment-panel.tsx';
import { words } from './words.ts';

/** What is worked out and decided beside the pictures. */
export function StrokePanels(props: {
  chart: Chart;
  viewer: Accessor<Viewer | null>;
  reading: JSX.Element;
  nameOf: (personId: string) => string;
}): JSX.Element {
  return (
    <Panels
      chart={props.chart}
      alerts={alerts(props.chart)}
      panels={{
        reading: () => props.reading,
        exam: () => <p>{props.chart.entries().length}</p>,
        scores: () => null,
        treatment: () => <TreatmentPanel chart={props.chart} nameOf={props.nameOf} />,
        disposition: () => null,
        timeline: () => null,
      }}
    />
  );
}

/** What came up and nobody has dealt with: cards that opened again, alarms after the drug, checks that nobody made. */
function alerts(chart: Chart): PanelAlert[] {
  const watched = monitoring(chart.entries(), chart.policy(), chart.now());
  const overdue = watched?.checks.findLast(({ state }) => state === 'overdue');
  return [
    ...reopened(chart.entries()).map(({ text, evidence }) => ({
      panel: 'treatment' as const,
      text: words.lookAgain(text, evidence.join('; ')),
    })),
    ...(watched?.alarms.slice(0, 1).map(({ text }) => ({ panel: 'treatment' as const, text })) ?? []),
    ...(overdue === undefined ? [] : [{ panel: 'treatment' as const, text: words.overdue(overdue.index + 1) }]),
  ];
}
