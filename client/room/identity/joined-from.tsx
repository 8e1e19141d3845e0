import { A } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { Keyed } from '../../ui/keyed.tsx';
import { forget } from '../last-consult.ts';
import styles from './identity.module.css';

/** What people entered in a room that became part of this one stays there: how much, and the way to it. */
export function JoinedFrom(props: { consult: ConsultSummary }): JSX.Element {
  const rooms = () => props.consult.joinedFrom.filter(({ entries }) => entries > 0);
  return (
    <Show when={rooms().length > 0}>
      <ul class={styles['joinedFrom']} aria-label="Rooms that became part of this one">
        <Keyed each={rooms()} by={({ id }) => id}>
          {(room) => (
            <li>
              <span>
                {room().entries === 1 ? 'One entry was' : `${room().entries} entries were`} made in the room that became part of this one.{' '}
                {room().entries === 1 ? 'It counts' : 'They count'} only there: what still holds must be entered here.
              </span>{' '}
              {/* The same patient: nobody is left for another. */}
              <A class={styles['call']} href={`/consults/${room().id}`} onClick={() => forget()}>
                Open that room, read-only
              </A>
            </li>
          )}
        </Keyed>
      </ul>
    </Show>
  );
}
