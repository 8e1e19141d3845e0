import { createResource, createSignal, For, type JSX, onCleanup, Show } from 'solid-js';
import type { Hl7Entry } from '#shared/protocol/admin.ts';
import { clockTime } from '../app/clock.ts';
import { request } from '../app/http.ts';
import { Button } from '../ui/button.tsx';
import styles from './admin.module.css';
import { LabMap } from './lab-map.tsx';

const REFRESH_MS = 5_000;

const STATES: Record<Hl7Entry['state'], string> = {
  received: 'received',
  applied: 'applied',
  review: 'waits for a person',
  rejected: 'not taken',
};

/** What hospital systems have sent, what was not understood and why; a message can be heard again after the map is mended. */
export function Messages(props: { mayChange: boolean }): JSX.Element {
  const [inbox, { refetch }] = createResource(() => request<{ messages: Hl7Entry[] }>('GET', '/api/admin/hl7'));
  const timer = setInterval(() => void refetch(), REFRESH_MS);
  onCleanup(() => clearInterval(timer));
  const unmapped = () => [...new Set((inbox.latest?.messages ?? []).flatMap((message) => message.unmapped))];
  return (
    <section class={styles['section']} aria-label="Messages from hospital systems">
      <h2>Messages from hospital systems (HL7)</h2>
      <Show when={props.mayChange && unmapped().length > 0}>
        <LabMap codes={unmapped()} />
      </Show>
      <Show when={inbox.error}>
        <p role="alert">The list cannot be read; it is tried again.</p>
      </Show>
      <ul class={styles['list']}>
        <For each={inbox.latest?.messages} fallback={<li class={styles['quiet']}>No message has come yet.</li>}>
          {(message) => <Message message={message} mayChange={props.mayChange} onHeard={() => void refetch()} />}
        </For>
      </ul>
    </section>
  );
}

function Message(props: { message: Hl7Entry; mayChange: boolean; onHeard: () => void }): JSX.Element {
  const [said, setSaid] = createSignal('');
  const mended = () => props.message.state === 'rejected' || props.message.unmapped.length > 0;
  const again = async () => {
    try {
      const { code } = await request<{ code: string }>('POST', `/api/admin/hl7/${props.message.id}/replay`, {});
      setSaid(code === 'HL7_APPLIED' ? 'Applied.' : `Still not taken: ${code}`);
      props.onHeard();
    } catch (error) {
      setSaid(error instanceof Error ? error.message : 'It could not be done');
    }
  };
  return (
    <li class={styles['entry']} data-bad={props.message.state !== 'applied'} data-code={props.message.code}>
      <p>
        {clockTime(props.message.receivedAt)} {props.message.type} {props.message.controlId} from {props.message.sender}:{' '}
        <strong>{STATES[props.message.state]}</strong>
      </p>
      <Show when={props.message.state !== 'applied'}>
        <p>{props.message.advice}</p>
      </Show>
      <Show when={props.message.unmapped.length > 0}>
        <p>Codes without a LOINC code: {props.message.unmapped.join(', ')}</p>
      </Show>
      <Show when={props.mayChange && mended()}>
        <Button onClick={() => void again()}>Hear it again</Button>
      </Show>
      <p role="status">{said()}</p>
    </li>
  );
}
