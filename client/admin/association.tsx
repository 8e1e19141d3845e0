import { For, type JSX, Show } from 'solid-js';
import type { AssociationView } from '#shared/protocol/admin.ts';
import { clockTime } from '../app/clock.ts';
import styles from './admin.module.css';

const STATES: Record<string, string> = { open: 'connected now', released: 'ended well' };

export function Association(props: { entry: AssociationView }): JSX.Element {
  const what = () =>
    [
      props.entry.objects > 0 ? `${props.entry.objects} objects, ${(props.entry.bytes / 1e6).toFixed(1)} MB` : '',
      props.entry.echoes > 0 ? `${props.entry.echoes} C-ECHO` : '',
    ]
      .filter((part) => part !== '')
      .join(', ');
  return (
    <li class={styles['entry']} data-bad={props.entry.refused || props.entry.fix !== ''} data-state={props.entry.state}>
      <p>
        <strong>{props.entry.callingAe || '(no AE title)'}</strong> from {props.entry.remoteAddress} to {props.entry.calledAe || '?'} at{' '}
        {clockTime(props.entry.startedAt)}:{' '}
        {props.entry.refused ? `refused (${props.entry.state})` : (STATES[props.entry.state] ?? `cut off (${props.entry.state})`)}
      </p>
      <Show when={what() !== ''}>
        <p class={styles['quiet']}>{what()}</p>
      </Show>
      <For each={props.entry.answers.filter(({ code }) => code !== 'OK')}>
        {(answer) => (
          <p class={styles['quiet']}>
            {answer.count} × {answer.code}: {answer.advice}
          </p>
        )}
      </For>
      <Show when={props.entry.fix !== ''}>
        <p class={styles['fix']}>{props.entry.fix}</p>
      </Show>
    </li>
  );
}
