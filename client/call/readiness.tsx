import { A } from '@solidjs/router';
import { createResource, type JSX, Show } from 'solid-js';
import type { OnCallPlan } from '#shared/protocol/call.ts';
import { ON_CALL_ROLES } from '#shared/protocol/call.ts';
import { request } from '../app/http.ts';
import { useSigned } from '../app/shell.tsx';
import { Button } from '../ui/button.tsx';
import styles from './call.module.css';

/** For those who can be called: whether they are on call, and what of this device would stay silent. */
export function Readiness(): JSX.Element {
  const { me, ringing } = useSigned();
  const called = () => me.organisation.kind === 'hub' && ON_CALL_ROLES.includes(me.person.role);
  const [plan] = createResource(called, () => request<OnCallPlan>('GET', '/api/admin/on-call').catch(() => null));
  const place = () => (plan.latest?.now ?? []).indexOf(me.person.id) + 1;
  return (
    <Show when={called()}>
      <div class={styles['readiness']} role="status" aria-label="Calls to you">
        <Show when={place() > 0}>
          <span>
            You are on call: {place()} of {plan.latest?.now.length}
          </span>
        </Show>
        <Show when={me.person.role === 'coordinator'}>
          <A class={styles['link']} href="/admin#on-call">
            Who is on call
          </A>
        </Show>
        <Show when={ringing.sound.blocked()}>
          <span class={styles['amber']}>A call would be silent on this page.</span>
          <Button onClick={() => ringing.sound.unlock()}>Turn on the sound</Button>
        </Show>
        <Show when={ringing.notify.permission() === 'unknown'}>
          <Button onClick={() => ringing.notify.ask()}>Notify me on this device</Button>
        </Show>
      </div>
    </Show>
  );
}
