import { type JSX, Show } from 'solid-js';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { TREATING } from '#shared/protocol/roles.ts';
import styles from './identity.module.css';

/** For everyone else: who can, who of them is in the room, and their number. */
export function WhoCanDecide(props: { consult: ConsultSummary }): JSX.Element {
  const { site } = props.consult;
  const here = () => props.consult.present.filter((one) => one.site === site.name && TREATING.includes(one.role)).map(({ name }) => name);
  const phone = () => props.consult.callBack.find(({ siteId }) => siteId === site.id)?.phone ?? '';
  return (
    <section class={styles['arrival']} aria-label="Who can decide">
      <p>
        <strong>A physician or nurse of {site.name} decides:</strong> they can read the wristband. They find it in this room, under the same
        red button.
      </p>
      <p>{here().length === 0 ? 'Nobody of theirs who can is in the room now.' : `In the room now: ${here().join(', ')}.`}</p>
      <Show when={phone() !== ''} fallback={<p>No number of {site.name} is known here.</p>}>
        <a class={styles['call']} href={`tel:${phone().replace(/[^+\d]/g, '')}`}>
          Call {site.name}: {phone()}
        </a>
      </Show>
    </section>
  );
}
