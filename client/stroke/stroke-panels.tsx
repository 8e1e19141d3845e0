import type { Accessor, JSX } from 'solid-js';
import { monitoring } from '#shared/chart/monitoring.ts';
import { reopened } from '#shared/chart/thrombolysis.ts';
import type { Viewer } from '../viewer/api.ts';
import type { Chart } from './create-chart.ts';
import { DispositionPanel } from './disposition/disposition-panel.tsx';
import { ExamPanel } from './exam/exam-panel.tsx';
import { type PanelAlert, type PanelChoice, Panels } from './panels.tsx';
import { type DrawnLength, ScoresPanel } from './scores/scores-panel.tsx';
import { TimelinePanel } from './timeline/timeline-panel.tsx';
import { TreatmentPanel } from './treatment/treatment-panel.tsx';
import { words } from './words.ts';

/** What is worked out and decided beside the pictures. */
export function StrokePanels(props: {
  chart: Chart;
  choice: PanelChoice;
  viewer: Accessor<Viewer | null>;
  lengths: Accessor<readonly DrawnLength[]>;
  reading: JSX.Element;
  nameOf: (personId: string) => string;
}): JSX.Element {
  return (
    <Panels
      chart={props.chart}
      choice={props.choice}
      alerts={alerts(props.chart)}
      panels={{
        reading: () => props.reading,
        exam: () => <ExamPanel chart={props.chart} />,
        scores: () => <ScoresPanel chart={props.chart} viewer={props.viewer} lengths={props.lengths} />,
        treatment: () => <TreatmentPanel chart={props.chart} nameOf={props.nameOf} />,
        disposition: () => <DispositionPanel chart={props.chart} />,
        timeline: () => <TimelinePanel chart={props.chart} viewer={props.viewer} />,
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
