import { For, type JSX, onCleanup, Show } from 'solid-js';
import type { DeliveryView } from '#shared/protocol/deliver.ts';
import { createOfConsult } from '../../app/create-of-consult.ts';
import type { Chart } from '../create-chart.ts';
import panel from '../ui/panel.module.css';
import { words } from './words.ts';

/** While something is on its way, or could not be read, it is asked for this often, ms. */
const LOOK_MS = 3_000;

/** Where the record went, and whether it arrived. */
export function Deliveries(props: { chart: Chart }): JSX.Element {
  const deliveries = createOfConsult<{ deliveries: DeliveryView[] }>(props.chart.consult, 'deliveries');
  const list = () => deliveries.known()?.deliveries ?? [];
  const open = () => deliveries.failed() || list().some(({ state }) => state === 'waiting');
  const timer = setInterval(() => open() && void deliveries.refetch(), LOOK_MS);
  onCleanup(() => clearInterval(timer));
  return (
    <section class={panel['section']} aria-label={words.deliveries}>
      <h3 class={panel['title']}>{words.deliveries}</h3>
      <Show when={deliveries.failed()}>
        <p class={panel['amber']} role="status">
          {words.deliveriesUnread}
        </p>
      </Show>
      <ul class={panel['list']}>
        <For
          each={list()}
          fallback={
            <Show when={deliveries.known()}>
              <li class={panel['quiet']}>{words.noDeliveries}</li>
            </Show>
          }
        >
          {(delivery) => (
            <li data-delivery={delivery.kind} data-state={delivery.state}>
              {delivery.kind.toUpperCase()} {delivery.destination.name} ({delivery.destination.site}):{' '}
              <strong classList={{ [panel['red']!]: delivery.state === 'failed' }}>{words.states[delivery.state]}</strong>
            </li>
          )}
        </For>
      </ul>
    </section>
  );
}
