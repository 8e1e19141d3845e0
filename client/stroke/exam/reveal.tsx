import { createSignal, type JSX } from 'solid-js';
import type { Exam } from '#shared/chart/exams.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { Chart } from '../create-chart.ts';
import { createEntering } from '../ui/create-entering.ts';
import { Fault } from '../ui/entry-form.tsx';
import panel from '../ui/panel.module.css';
import { words as common } from '../words.ts';
import { words } from './words.ts';

/** After one's own scores are finished: wait for the other, or open what is there. */
export function Reveal(props: { chart: Chart; exam: Exam; alone: boolean }): JSX.Element {
  const [asked, setAsked] = createSignal(false);
  const entering = createEntering(props.chart);
  const reveal = async () => {
    await entering.enter('nihss-reveal', { exam: props.exam.id });
    setAsked(false);
  };
  return (
    <>
      <p class={panel['amber']}>{props.alone ? words.alone : words.waiting}</p>
      <Button onClick={() => setAsked(true)}>{words.reveal}</Button>
      <Fault entering={entering} />
      <Dialog
        open={asked()}
        onClose={() => setAsked(false)}
        title={words.revealTitle}
        text={words.revealText}
        actions={
          <>
            <Button onClick={() => setAsked(false)}>{common.back}</Button>
            <Button kind="primary" disabled={entering.busy()} onClick={() => void reveal()}>
              {words.reveal}
            </Button>
          </>
        }
      />
    </>
  );
}
