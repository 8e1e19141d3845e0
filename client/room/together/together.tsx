import type { JSX } from 'solid-js';
import type { Together } from './create-together.ts';
import { MeasurementList } from './measurement-list.tsx';
import { SaveState } from './save-state.tsx';
import { TextLine } from './text-line.tsx';

/** The panel of reading together: what is marked, what is said, what is saved. */
export function TogetherPanel(props: { together: Together }): JSX.Element {
  return (
    <>
      <SaveState together={props.together} />
      <MeasurementList together={props.together} />
      <TextLine together={props.together} />
    </>
  );
}
