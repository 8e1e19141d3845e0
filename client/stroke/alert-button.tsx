import { type JSX, Show } from 'solid-js';
import { Button } from '../ui/button.tsx';
import { alertsOf } from './alerts.ts';
import type { Chart } from './create-chart.ts';
import type { PanelChoice } from './panels.tsx';
import { words } from './words.ts';

/** While the panel is folded away its alerts are here: one tap opens the panel they belong to. */
export function AlertButton(props: { chart: Chart; choice: PanelChoice; folded: boolean; onOpen: () => void }): JSX.Element {
  const alerts = () => alertsOf(props.chart);
  const open = () => {
    const [first] = alerts();
    if (first !== undefined) props.choice.choose(first.panel);
    props.onOpen();
  };
  return (
    <Show when={props.folded && alerts().length > 0}>
      <span role="alert">
        <Button kind="danger" onClick={open}>
          {words.alertCount(alerts().length)}
        </Button>
      </span>
    </Show>
  );
}
