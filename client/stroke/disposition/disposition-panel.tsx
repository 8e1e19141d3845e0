import type { JSX } from 'solid-js';
import type { Chart } from '../create-chart.ts';
import { Decide } from './decide.tsx';
import { Decided } from './decided.tsx';
import { Feedback } from './feedback.tsx';
import { Hospitals } from './hospitals.tsx';
import { Thrombectomy } from './thrombectomy.tsx';

/** From the rule to the road: what speaks for thrombectomy, who can take the patient, what was decided, what became of it. */
export function DispositionPanel(props: { chart: Chart }): JSX.Element {
  return (
    <>
      <Decided chart={props.chart} />
      <Thrombectomy chart={props.chart} />
      <Hospitals chart={props.chart} />
      <Decide chart={props.chart} />
      <Feedback chart={props.chart} />
    </>
  );
}
