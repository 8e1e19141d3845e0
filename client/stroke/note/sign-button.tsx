import { createSignal, type JSX, Show } from 'solid-js';
import type { NoteSection } from '#shared/protocol/record.ts';
import { showName } from '../../app/clock.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { Chart } from '../create-chart.ts';
import { createEntering } from '../ui/create-entering.ts';
import { Fault } from '../ui/entry-form.tsx';
import panel from '../ui/panel.module.css';
import { words as common } from '../words.ts';
import { words } from './words.ts';

/** Signing names the patient and what will happen; it cannot be taken back. */
export function SignButton(props: { chart: Chart; sections: NoteSection[]; onSigned?: () => void }): JSX.Element {
  const [asked, setAsked] = createSignal(false);
  const entering = createEntering(props.chart);
  const patient = () => `${showName(props.chart.consult().patient.name)}, MRN ${props.chart.consult().patient.mrn}`;
  const sign = async () => {
    const done = await entering.enter('note-signed', { sections: props.sections });
    setAsked(false);
    if (done) props.onSigned?.();
  };
  return (
    <Show when={props.chart.may('note-signed')} fallback={<p class={panel['quiet']}>{words.onlyNeurologist}</p>}>
      <Button kind="primary" onClick={() => setAsked(true)}>
        {words.sign}
      </Button>
      <Fault entering={entering} />
      <Dialog
        open={asked()}
        onClose={() => setAsked(false)}
        title={words.signTitle}
        text={words.signText(patient())}
        actions={
          <>
            <Button onClick={() => setAsked(false)}>{common.back}</Button>
            <Button kind="primary" disabled={entering.busy()} onClick={() => void sign()}>
              {words.sign}
            </Button>
          </>
        }
      />
    </Show>
  );
}
