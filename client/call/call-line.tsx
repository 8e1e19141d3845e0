import { For, type JSX, Show } from 'solid-js';
import type { CallView } from '#shared/protocol/call.ts';
import type { CallBack } from '#shared/protocol/http.ts';
import styles from './call.module.css';
import { alarmWords, callWords, countdown, telOf } from './words.ts';

/** On the worklist: where the call of an open consult stands; nothing once somebody has it. `phones`: of the other side. */
export function CallLine(props: { call: CallView; now: number; phones: readonly CallBack[] }): JSX.Element {
  return (
    <Show when={props.call.state !== 'accepted' && props.call.state !== 'ended'}>
      <p class={styles['line']} data-alarm={props.call.alarm !== null}>
        <Show when={props.call.alarm}>
          <strong>{alarmWords(props.call)}.</strong>
          <For each={props.phones}>
            {(phone) => (
              <a class={styles['phone']} href={telOf(phone)}>
                Call {phone.site}: {phone.phone}
              </a>
            )}
          </For>
        </Show>
        <span>
          {callWords(props.call)}
          <Show when={props.call.ringing}>
            {(ringing) => (
              <>
                {' '}
                <span role="timer">{countdown(ringing().until, props.now)}</span>
              </>
            )}
          </Show>
        </span>
      </p>
    </Show>
  );
}
