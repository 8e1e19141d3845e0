import { For, type JSX, Show } from 'solid-js';
import type { OnCallPlan } from '#shared/protocol/call.ts';
import { Button } from '../ui/button.tsx';
import styles from './admin.module.css';

/** How one person is reached beyond the pages, being edited. `secret`: null stays as it is, '' is none. */
export interface Contact {
  personId: string;
  email: boolean;
  webhookUrl: string;
  secret: string | null;
}

type Person = OnCallPlan['people'][number];

/** Everybody is rung on every page they have open; here what else rings. */
export function Contacts(props: {
  people: readonly Person[];
  contacts: readonly Contact[];
  mail: boolean;
  onChange: (index: number, change: Partial<Contact>) => void;
}): JSX.Element {
  return (
    <details class={styles['entry']}>
      <summary>E-mail and pagers: what rings besides the open pages</summary>
      <p class={styles['quiet']}>
        A message names the hospital, "suspected stroke", the minutes since it opened and a link; nothing of the patient. A webhook is an
        https address that is sent JSON; with a secret it is signed.
        <Show when={!props.mail}> This server sends no e-mail: its operator sets SMTP_URL.</Show>
      </p>
      <For each={props.people}>
        {(person, index) => {
          const contact = () => props.contacts[index()]!;
          return (
            <fieldset class={styles['contact']}>
              <legend>{person.name}</legend>
              <label class={styles['check']}>
                <input
                  type="checkbox"
                  checked={contact().email}
                  onChange={(event) => props.onChange(index(), { email: event.currentTarget.checked })}
                />
                E-mail to {person.address}
              </label>
              <label class={styles['field']}>
                Webhook of {person.name}
                <input
                  class={styles['input']}
                  type="url"
                  pattern="https://.*"
                  placeholder="https://"
                  maxLength={500}
                  value={contact().webhookUrl}
                  onInput={(event) => props.onChange(index(), { webhookUrl: event.currentTarget.value })}
                />
              </label>
              <label class={styles['field']}>
                Its secret
                <input
                  class={styles['input']}
                  type="password"
                  autocomplete="off"
                  maxLength={200}
                  placeholder={person.hasSecret && contact().secret === null ? 'kept; type to replace' : 'none'}
                  value={contact().secret ?? ''}
                  onInput={(event) => props.onChange(index(), { secret: event.currentTarget.value })}
                />
              </label>
              <Show when={person.hasSecret && contact().secret === null}>
                <Button onClick={() => props.onChange(index(), { secret: '' })}>Remove the secret</Button>
              </Show>
              <For each={person.last}>
                {(last) => (
                  <p class={last.state === 'sent' ? styles['quiet'] : styles['fix']}>
                    {last.kind === 'email' ? 'Last e-mail' : 'Last webhook'}, {new Date(last.at).toLocaleString()}:{' '}
                    {last.state === 'sent' ? 'taken' : `failed: ${last.why}`}
                  </p>
                )}
              </For>
            </fieldset>
          );
        }}
      </For>
    </details>
  );
}
