import type { Accessor, JSX } from 'solid-js';
import type { ImageReference } from '#shared/protocol/record.ts';
import type { Viewer } from '../../viewer/api.ts';
import type { Chart } from '../create-chart.ts';
import { AspectsSection } from './aspects.tsx';
import { FindingsSection } from './findings.tsx';
import { HaematomaSection } from './haematoma.tsx';
import { IchSection } from './ich.tsx';
import { PcAspectsSection } from './pc-aspects.tsx';

/** A length that somebody drew: what ABC/2 is measured by. */
export interface DrawnLength {
  uid: string;
  mm: number;
  image: ImageReference;
  /** For the list: `31 mm, slice 14 of 32`. */
  text: string;
}

/** What each section of scores works with: the chart, the images, and the lengths drawn on them. */
export interface ScoresProps {
  chart: Chart;
  viewer: Accessor<Viewer | null>;
  lengths: Accessor<readonly DrawnLength[]>;
}

/** What is read and scored on the images, each linked to the slice it was read on. */
export function ScoresPanel(props: ScoresProps): JSX.Element {
  return (
    <>
      <FindingsSection {...props} />
      <AspectsSection {...props} />
      <PcAspectsSection {...props} />
      <HaematomaSection {...props} />
      <IchSection {...props} />
    </>
  );
}
