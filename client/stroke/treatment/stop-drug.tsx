import { createSignal, type JSX } from 'solid-js';
import type { Order } from '#shared/chart/doses.ts';
import { STOP_SIGNS } from '#shared/clinical/pressure.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { Chart } from '../create-chart.ts';
import { createEntering } from '../ui/create-entering.ts';
import { Fault } from '../ui/entry-form.tsx';
import { words as common } from '../words.ts';
import { SignsChoice } from './signs-choice.tsx';
import { words } from './words.ts';

/** The stop rule: which signs, and what to do. */
export function StopDrug(props: { chart: Chart; order: Order }): JSX.Element {
  const entering = createEntering(props.chart);
  const [asked, setAsked] = createSignal(false);
  const [signs, setSigns] = createSignal<readonly string[]>([]);
  const stop = async () => {
    const at = new Date(props.chart.now()).toISOString();
    if (await entering.enter('treatment-stop', { order: props.order.id, signs: [...signs()], at, words: '' })) setAsked(false);
  };
  return (
    <>
      <Button kind="danger" disabled={!props.chart.may('treatment-stop')} onClick={() => setAsked(true)}>
        {words.stop}
      </Button>
      <Dialog
        open={asked()}
        onClose={() => setAsked(false)}
        title={words.stopTitle}
        text={STOP_SIGNS.act}
        actions={
          <>
            <Button onClick={() => setAsked(false)}>{common.back}</Button>
            <Button kind="danger" disabled={signs().length === 0 || entering.busy()} onClick={() => void stop()}>
              {words.stop}
            </Button>
          </>
        }
      >
        <SignsChoice signs={signs()} onChange={setSigns} />
        <Fault entering={entering} />
      </Dialog>
    </>
  );
}
