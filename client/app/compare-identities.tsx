import { For, type JSX, Show } from 'solid-js';
import type { Identity } from '#shared/protocol/admin.ts';
import { showDate, showName } from './clock.ts';
import styles from './compare-identities.module.css';

const ROWS: readonly { name: string; of: (who: Identity) => string }[] = [
  { name: 'Name', of: ({ name }) => showName(name) },
  { name: 'Birth date', of: ({ birthDate }) => showDate(birthDate) },
  { name: 'Sex', of: ({ sex }) => sex },
  { name: 'Number (MRN)', of: ({ mrn }) => mrn },
  { name: 'Number is of', of: ({ issuer }) => issuer },
];

/** Two identities beside each other, or one alone; each field that differs is marked by a sign and a word. */
export function CompareIdentities(props: { titles: readonly [string, string]; one: Identity; other: Identity | null }): JSX.Element {
  return (
    <table class={styles['compare']}>
      <thead>
        <tr>
          <td />
          <th scope="col">{props.titles[0]}</th>
          <Show when={props.other}>
            <th scope="col">{props.titles[1]}</th>
          </Show>
        </tr>
      </thead>
      <tbody>
        <For each={ROWS}>
          {({ name, of }) => {
            const differs = () => props.other !== null && of(props.one) !== of(props.other);
            return (
              <tr data-differs={differs()}>
                <th scope="row">
                  {name}
                  <Show when={differs()}>
                    {' '}
                    <span class={styles['differs']}>≠ differs</span>
                  </Show>
                </th>
                <td>{of(props.one) || 'not known'}</td>
                <Show when={props.other}>{(other) => <td>{of(other()) || 'not known'}</td>}</Show>
              </tr>
            );
          }}
        </For>
      </tbody>
    </table>
  );
}
