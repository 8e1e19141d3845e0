import { createEffect, createResource, For, type JSX, on, onCleanup } from 'solid-js';
import type { DeliveryView } from '#shared/protocol/deliver.ts';
import { request } from '../../app/http.ts';
import type { Chart } from '../create-chart.ts';
import panel from '../ui/panel.module.css';
import { words } from './words.ts';

/** While something is on its way it is asked for this often, ms. */
const LOOK_MS = 3_000;

/** Where the record went, and whether it arrived. */
export function Deliveries(props: { chart: Chart }): JSX.Element {
  const path = `/api/consults/${encodeURIComponent(props.chart.consult().id)}/deliveries`;
  const [deliveries, { refetch }] = createResource(() =>
    request<{ deliveries: DeliveryView[] }>('GET', path).then(
      (answer) => answer.deliveries,
      () => [],
    ),
  );
  createEffect(
    on(
      () => props.chart.consult().version,
      () => void refetch(),
      { defer: true },
    ),
  );
  const timer = setInterval(() => deliveries.latest?.some(({ state }) => state === 'waiting') && void refetch(), LOOK_MS);
  onCleanup(() => clearInterval(timer));
  return (
    <section class={panel['section']} aria-label={words.deliveries}>
      <h3 class={panel['title']}>{words.deliveries}</h3>
      <ul class={panel['list']}>
        <For each={deliveries.latest ?? []} fallback={<li class={panel['quiet']}>{words.noDeliveries}</li>}>
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
