import { createSignal, For, type JSX, Show } from 'solid-js';
import type { DestinationView } from '#shared/protocol/deliver.ts';
import { request } from '../app/http.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './admin.module.css';
import { DestinationForm } from './destination-form.tsx';
import own from './outbox.module.css';
import { count, KINDS, WAYS } from './outbox-words.ts';

/** Where signed consults of this organisation go. */
export function Destinations(props: { destinations: readonly DestinationView[]; mayManage: boolean; onChanged: () => void }): JSX.Element {
  const [adding, setAdding] = createSignal(false);
  return (
    <>
      <ul class={styles['list']} aria-label="Destinations">
        <For each={props.destinations} fallback={<li class={styles['quiet']}>No destination yet: signed consults stay here only.</li>}>
          {(destination) => <Destination destination={destination} mayManage={props.mayManage} onChanged={props.onChanged} />}
        </For>
      </ul>
      <Show when={props.mayManage}>
        <Show
          when={adding()}
          fallback={
            <div class={own['actions']}>
              <Button onClick={() => setAdding(true)}>Add a destination</Button>
            </div>
          }
        >
          <DestinationForm
            onClose={() => setAdding(false)}
            onAdded={() => {
              setAdding(false);
              props.onChanged();
            }}
          />
        </Show>
      </Show>
    </>
  );
}

function Destination(props: { destination: DestinationView; mayManage: boolean; onChanged: () => void }): JSX.Element {
  const [asking, setAsking] = createSignal(false);
  const [failed, setFailed] = createSignal('');
  const change = async (method: 'PATCH' | 'DELETE', body?: object) => {
    try {
      await request(method, `/api/admin/destinations/${props.destination.id}`, body);
      setFailed('');
      setAsking(false);
      props.onChanged();
    } catch (error) {
      setFailed(error instanceof Error ? error.message : 'It could not be done');
    }
  };
  const open = () => props.destination.waiting + props.destination.failed;
  const numbers = () =>
    [
      props.destination.enabled ? '' : 'paused, collecting',
      props.destination.failed > 0 ? `${props.destination.failed} failed` : '',
      props.destination.waiting > 0 ? `${props.destination.waiting} waiting` : '',
    ]
      .filter((one) => one !== '')
      .join(', ') || 'nothing waiting';
  return (
    <li class={own['entry']} data-destination={props.destination.id} data-state={props.destination.failed > 0 ? 'failed' : 'waiting'}>
      <p>
        <strong>{props.destination.name}</strong> ({WAYS[props.destination.kind]}, {props.destination.address}): {numbers()}
      </p>
      <p class={styles['quiet']}>Gets: {props.destination.gets.map((kind) => KINDS[kind]).join(', ')}</p>
      <Show when={props.mayManage && props.destination.kind !== 'archive'}>
        <div class={own['actions']}>
          <Button
            onClick={() => void change('PATCH', { enabled: !props.destination.enabled })}
            aria-label={`${props.destination.enabled ? 'Pause' : 'Go on with'} ${props.destination.name}`}
          >
            {props.destination.enabled ? 'Pause' : 'Go on'}
          </Button>
          <Button kind="quiet" onClick={() => setAsking(true)} aria-label={`Remove ${props.destination.name}`}>
            Remove
          </Button>
        </div>
      </Show>
      <Show when={failed() !== ''}>
        <p role="alert">{failed()}</p>
      </Show>
      <Dialog
        open={asking()}
        onClose={() => setAsking(false)}
        title={`Remove ${props.destination.name}?`}
        text={`It gets nothing more${open() === 0 ? '' : `, and ${count(open(), 'document')} that did not arrive there ${open() === 1 ? 'is' : 'are'} given up`}. What arrived stays there. This cannot be taken back.`}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Cancel</Button>
            <Button kind="danger" onClick={() => void change('DELETE')}>
              Remove
            </Button>
          </>
        }
      />
    </li>
  );
}
