import type { Accessor, JSX } from 'solid-js';
import type { Viewer } from '../viewer/api.ts';
import type { Chart } from './create-chart.ts';
import { Panels } from './panels.tsx';

/** What is worked out and decided beside the pictures. */
export function StrokePanels(props: { chart: Chart; viewer: Accessor<Viewer | null>; reading: JSX.Element }): JSX.Element {
  return (
    <Panels
      chart={props.chart}
      panels={{
        reading: () => props.reading,
        exam: () => <p>{props.chart.entries().length}</p>,
        scores: () => null,
        treatment: () => null,
        disposition: () => null,
        timeline: () => null,
      }}
    />
  );
}
