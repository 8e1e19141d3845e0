import { For, type JSX } from 'solid-js';
import { clockTime } from '../app/clock.ts';
import type { Plane } from '../app/events.ts';
import styles from './planes.module.css';

export interface NamedPlane extends Plane {
  name: string;
  /** What still works while it is down, in words. */
  meanwhile: string;
  /** Said instead of "connected" where nothing has been started yet. */
  idle?: string;
}

/** One dot a wire: words on hover and for screen readers, and since when. */
export function Planes(props: { planes: NamedPlane[]; now: number }): JSX.Element {
  return (
    <ul class={styles['planes']} aria-label="Connections">
      <For each={props.planes}>
        {(plane) => (
          <li
            class={styles['plane']}
            data-plane={plane.name}
            data-up={plane.up}
            data-idle={plane.idle !== undefined}
            title={words(plane, props.now)}
          >
            <span class={styles['dot']} aria-hidden="true" />
            <span class={styles['planeName']} aria-hidden="true">
              {plane.name}
            </span>
            <span class="visually-hidden">{words(plane, props.now)}</span>
          </li>
        )}
      </For>
    </ul>
  );
}

export function words(plane: NamedPlane, now: number): string {
  if (plane.up || plane.since === null) return plane.idle ?? `${plane.name}: connected`;
  const seconds = Math.max(0, Math.round((now - plane.since) / 1000));
  return `${plane.name}: the link dropped ${seconds} s ago, last good at ${clockTime(new Date(plane.since).toISOString())}, trying again. ${plane.meanwhile}`;
}
