import { createSignal, For, type JSX, Show } from 'solid-js';
import type { DeliveryView } from '#shared/protocol/deliver.ts';
import { request } from '../app/http.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ReasonField } from '../ui/text-field.tsx';
import styles from './admin.module.css';
import own from './outbox.module.css';
import { count, KINDS, STATES, versionWords, when } from './outbox-words.ts';

/** Every document on its way, and the newest that arrived. */
export function Deliveries(props: {
  deliveries: readonly DeliveryView[];
  known: boolean;
  mayDecide: boolean;
  onChanged: () => void;
}): JSX.Element {
  return (
    <ul class={styles['list']} aria-label="Documents">
      <For
        each={props.deliveries}
        fallback={<li class={styles['quiet']}>{props.known ? 'No consult has been signed yet.' : 'Asking the server'}</li>}
      >
        {(delivery) => <Delivery delivery={delivery} mayDecide={props.mayDecide} onChanged={props.onChanged} />}
      </For>
    </ul>
  );
}

function Delivery(props: { delivery: DeliveryView; mayDecide: boolean; onChanged: () => void }): JSX.Element {
  const [asking, setAsking] = createSignal(false);
  const [reason, setReason] = createSignal('');
  const [said, setSaid] = createSignal('');
  const what = () => `${KINDS[props.delivery.kind]} ${versionWords(props.delivery.version)}`;
  const open = () => props.delivery.state === 'waiting' || props.delivery.state === 'failed';
  const decide = async (body: object) => {
    try {
      await request('POST', `/api/admin/outbox/${props.delivery.id}`, body);
      setSaid('');
      setAsking(false);
      props.onChanged();
    } catch (error) {
      setSaid(error instanceof Error ? error.message : 'It could not be done');
    }
  };
  return (
    <li class={own['entry']} data-delivery={props.delivery.id} data-state={props.delivery.state} data-tried={props.delivery.tries > 0}>
      <p>
        {what()}, signed {when(props.delivery.createdAt)}, to {props.delivery.destination.name}:{' '}
        <strong>{STATES[props.delivery.state]}</strong>
        <Show when={props.delivery.settledAt}>{(at) => ` at ${when(at())}`}</Show>
        <Show when={props.delivery.state === 'waiting' && props.delivery.tries > 0}>
          {`, ${count(props.delivery.tries, 'try').replace('trys', 'tries')}, next at ${when(props.delivery.nextTryAt ?? '')}`}
        </Show>
      </p>
      <Show when={open() && props.delivery.errorText !== ''}>
        <p class={props.delivery.state === 'failed' ? styles['fix'] : ''}>{props.delivery.errorText}</p>
      </Show>
      <p class={styles['quiet']}>
        Consult {props.delivery.consultId}, document {props.delivery.identifier}
      </p>
      <Show when={props.mayDecide && open()}>
        <div class={own['actions']}>
          <Button
            onClick={() => void decide({ decision: 'send-again' })}
            aria-label={`Send again: ${what()} to ${props.delivery.destination.name}`}
          >
            {props.delivery.state === 'failed' ? 'Send again' : 'Send now'}
          </Button>
          <Button kind="quiet" onClick={() => setAsking(true)} aria-label={`Give up: ${what()} to ${props.delivery.destination.name}`}>
            Give up
          </Button>
        </div>
      </Show>
      <Show when={said() !== '' && !asking()}>
        <p role="alert">{said()}</p>
      </Show>
      <Dialog
        open={asking()}
        onClose={() => setAsking(false)}
        title="Give up this delivery?"
        text={`${props.delivery.destination.name} will not get it from here: ${what()}. The signed note stays in the consult, whose timeline keeps your reason. This cannot be taken back.`}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Cancel</Button>
            <Button
              kind="danger"
              disabled={reason().trim() === ''}
              onClick={() => void decide({ decision: 'give-up', reason: reason().trim() })}
            >
              Give up
            </Button>
          </>
        }
      >
        <ReasonField value={reason()} onText={setReason} />
        <Show when={said() !== ''}>
          <p role="alert">{said()}</p>
        </Show>
      </Dialog>
    </li>
  );
}
