import { A } from '@solidjs/router';
import type { JSX } from 'solid-js';
import styles from './worklist.module.css';

/** The empty list says how to fill it. */
export function SendHelp(): JSX.Element {
  return (
    <section class={styles['empty']} aria-label="No consults">
      <h2>No open consults</h2>
      <p>A head CT sent from a hospital's scanner opens one by itself, and it appears here.</p>
      <p>
        <A href="/admin">Connect a scanner</A> shows the address, port and AE title to send to.
      </p>
    </section>
  );
}
