import { createSignal, type JSX, onCleanup, Show } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { OutboxView } from '#shared/protocol/deliver.ts';
import { request } from '../app/http.ts';
import styles from './admin.module.css';
import { Deliveries } from './deliveries.tsx';
import { Destinations } from './destinations.tsx';
import own from './outbox.module.css';
import { count } from './outbox-words.ts';

const REFRESH_MS = 5_000;

/** Signed consults on their way to the hospital's systems: what has not arrived stands first, and says what to do. */
export function Outbox(props: { mayDecide: boolean; mayManage: boolean }): JSX.Element {
  const [outbox, setOutbox] = createStore<OutboxView>({ destinations: [], deliveries: [], failed: 0, late: 0 });
  const [state, setState] = createSignal<'asking' | 'known' | 'failed'>('asking');
  const again = async () => {
    try {
      // Entries that stay keep their elements: an open question must not vanish under somebody's hand.
      setOutbox(reconcile(await request<OutboxView>('GET', '/api/admin/outbox'), { key: 'id', merge: true }));
      setState('known');
    } catch {
      setState('failed');
    }
  };
  void again();
  const timer = setInterval(() => void again(), REFRESH_MS);
  onCleanup(() => clearInterval(timer));

  return (
    <section class={styles['section']} aria-label="Signed consults to hospital systems">
      <h2>Signed consults to hospital systems</h2>
      <Show when={state() === 'failed'}>
        <p role="alert">The list cannot be read; it is tried again. What is on its way is sent all the same.</p>
      </Show>
      <Show when={outbox.failed > 0}>
        <p role="alert" class={own['alert']}>
          {count(outbox.failed, 'document')} did not arrive and will not without you. See the red entries below.
        </p>
      </Show>
      <Show when={outbox.late > 0}>
        <p role="status" class={`${own['alert']} ${own['late']}`}>
          {count(outbox.late, 'document')} waiting for more than 15 minutes. They are tried until they arrive; see why below.
        </p>
      </Show>
      <Destinations destinations={outbox.destinations} mayManage={props.mayManage} onChanged={() => void again()} />
      <Deliveries deliveries={outbox.deliveries} known={state() === 'known'} mayDecide={props.mayDecide} onChanged={() => void again()} />
    </section>
  );
}
