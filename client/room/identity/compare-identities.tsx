import { For, type JSX, Show } from 'solid-js';
import type { IdentityReview } from '#shared/protocol/admin.ts';
import { showDate, showName } from '../../app/clock.ts';
import styles from './identity.module.css';

type Shown = IdentityReview['now'];
const ROWS: readonly { name: string; of: (who: Shown) => string }[] = [
  { name: 'Name', of: ({ name }) => showName(name) },
  { name: 'Birth date', of: ({ birthDate }) => showDate(birthDate) },
  { name: 'Sex', of: ({ sex }) => sex },
  { name: 'Number (MRN)', of: ({ mrn }) => mrn },
  { name: 'Number is of', of: ({ issuer }) => issuer },
];

/** Two identities beside each other; each field that differs is marked by a sign and a word. */
export function CompareIdentities(props: { review: Pick<IdentityReview, 'kind' | 'now' | 'proposed'> }): JSX.Element {
  return (
    <table class={styles['compare']}>
      <thead>
        <tr>
          <td />
          <th scope="col">This consult shows</th>
          <th scope="col">{props.review.kind === 'number' ? 'The other patient' : 'The hospital says'}</th>
        </tr>
      </thead>
      <tbody>
        <For each={ROWS}>
          {({ name, of }) => {
            const [now, proposed] = [() => of(props.review.now), () => of(props.review.proposed)];
            return (
              <tr data-differs={now() !== proposed()}>
                <th scope="row">
                  {name}
                  <Show when={now() !== proposed()}>
                    {' '}
                    <span class={styles['differs']}>≠ differs</span>
                  </Show>
                </th>
                <td>{now() || 'not known'}</td>
                <td>{proposed() || 'not known'}</td>
              </tr>
            );
          }}
        </For>
      </tbody>
    </table>
  );
}
