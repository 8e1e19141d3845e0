import { createSignal, For, type JSX, Show } from 'solid-js';
import type { GuestEntry } from '#shared/protocol/guest.ts';
import { Button } from '../../ui/button.tsx';
import type { Guests } from './create-guests.ts';
import styles from './guests.module.css';
import { words } from './words.ts';

/** Who knocks, and who is in: to let in with one tap, to silence with one, to put out with two. */
export function GuestBar(props: { guests: Guests }): JSX.Element {
  const found = (id: string) => props.guests.list().find((one) => one.id === id);
  const idsOf = (list: readonly GuestEntry[]) => list.map(({ id }) => id);
  return (
    <Show when={props.guests.waiting().length + props.guests.inside().length > 0}>
      <section class={styles['bar']} aria-label={words.guests}>
        <For each={idsOf(props.guests.waiting())}>
          {(id) => <Show when={found(id)}>{(guest) => <Knock guest={guest()} guests={props.guests} />}</Show>}
        </For>
        <For each={idsOf(props.guests.inside())}>
          {(id) => <Show when={found(id)}>{(guest) => <Inside guest={guest()} guests={props.guests} />}</Show>}
        </For>
        <Show when={props.guests.failed() !== ''}>
          <p class={styles['failed']} role="alert">
            {props.guests.failed()}
          </p>
        </Show>
      </section>
    </Show>
  );
}

function Knock(props: { guest: GuestEntry; guests: Guests }): JSX.Element {
  const act = props.guests.act;
  return (
    <div class={styles['knock']} role="alert">
      <p>
        <strong>{words.knocks(words.who_(props.guest))}</strong> {props.guests.mayAdmit ? words.what : words.askClinician}
      </p>
      <Show when={props.guests.mayAdmit}>
        <div class={styles['answers']}>
          <Button kind="primary" onClick={() => void act(props.guest.id, { action: 'admit', consent: 'patient' })}>
            {words.patient}
          </Button>
          <Button kind="primary" onClick={() => void act(props.guest.id, { action: 'admit', consent: 'representative' })}>
            {words.representative}
          </Button>
          <Button onClick={() => void act(props.guest.id, { action: 'decline' })}>{words.decline}</Button>
        </div>
      </Show>
    </div>
  );
}

function Inside(props: { guest: GuestEntry; guests: Guests }): JSX.Element {
  const [asking, setAsking] = createSignal(false);
  const act = props.guests.act;
  return (
    <div class={styles['inside']}>
      <span class={styles['text']} role="status">
        {asking() ? words.putOutOf(props.guest.name) : (props.guest.stage === 'away' ? words.away : words.inCall)(words.who_(props.guest))}
      </span>
      <Show when={props.guests.mayAdmit}>
        <Show
          when={asking()}
          fallback={
            <div class={styles['answers']}>
              <Button
                aria-pressed={props.guest.silenced}
                onClick={() => void act(props.guest.id, { action: props.guest.silenced ? 'let-speak' : 'silence' })}
              >
                {props.guest.silenced ? words.letSpeak : words.silence}
              </Button>
              <Button kind="danger" onClick={() => setAsking(true)}>
                {words.putOut}
              </Button>
            </div>
          }
        >
          <div class={styles['answers']}>
            <Button onClick={() => setAsking(false)}>{words.keep}</Button>
            <Button kind="danger" onClick={() => void act(props.guest.id, { action: 'end' })}>
              {words.putOut}
            </Button>
          </div>
        </Show>
      </Show>
    </div>
  );
}
