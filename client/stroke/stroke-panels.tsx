import type { Accessor, JSX } from 'solid-js';
import type { Viewer } from '../viewer/api.ts';
import { alertsOf } from './alerts.ts';
import type { Chart } from './create-chart.ts';
import { DispositionPanel } from './disposition/disposition-panel.tsx';
import { ExamPanel } from './exam/exam-panel.tsx';
import { type PanelChoice, Panels } from './panels.tsx';
import { type DrawnLength, ScoresPanel } from './scores/scores-panel.tsx';
import { TimelinePanel } from './timeline/timeline-panel.tsx';
import { TreatmentPanel } from './treatment/treatment-panel.tsx';

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
      alerts={alertsOf(props.chart)}
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
