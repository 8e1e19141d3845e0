import { useLocation, useNavigate } from '@solidjs/router';
import { createEffect, createMemo, For, type JSX, Match, on, Show, Switch } from 'solid-js';
import type { CallView } from '#shared/protocol/call.ts';
import { ON_CALL_ROLES } from '#shared/protocol/call.ts';
import type { Me } from '#shared/protocol/http.ts';
import { createClock } from '../app/clock.ts';
import type { Events } from '../app/events.ts';
import type { ConsultStore } from '../worklist/consult-store.ts';
import { AlarmCard } from './alarm-card.tsx';
import styles from './call.module.css';
import { type CallStore, ringingFor } from './call-store.ts';
import { RingCard } from './ring-card.tsx';
import { createNotify, createTitleFlash, type Notify } from './ring-outside.ts';
import { createRingSound, type RingSound } from './ring-sound.ts';

/** What rings on this page, whichever it is: the one ringer of the client. */
export interface Ringing {
  sound: RingSound;
  notify: Notify;
  /** Calls that ring for this person now. */
  mine(): CallView[];
  /** Open calls that nobody has answered. */
  alarmed(): CallView[];
}

export function createRinging(deps: { me: Me; events: Events; calls: CallStore }): Ringing & { now: () => number } {
  const now = createClock(deps.events.offset);
  const sound = createRingSound();
  const ids = createMemo(() => ringingFor(deps.calls.all(), deps.me.person.id, now()).map((call) => call.consultId), [], {
    equals: (a, b) => a.join() === b.join(),
  });
  const mine = () => ids().flatMap((id) => deps.calls.of(id) ?? []);
  const alarmed = createMemo(() => deps.calls.all().filter((call) => call.alarm !== null && call.accepted === null));
  const notify = createNotify(mine);
  createTitleFlash(() => mine()[0]?.site.name ?? null);
  createEffect(() => sound.ring(ids().length > 0));
  createEffect(
    on(
      () => alarmed().length,
      (count, before) => count > (before ?? 0) && sound.once(),
    ),
  );
  return { sound, notify, mine, alarmed, now };
}

/** Above every page: what rings for this person, and at the hub what nobody has answered. Covers the panel, never the leading viewport. */
export function RingOverlay(props: {
  me: Me;
  ringing: ReturnType<typeof createRinging>;
  calls: CallStore;
  consults: ConsultStore;
}): JSX.Element {
  const navigate = useNavigate();
  const location = useLocation();
  const takes = () => props.me.organisation.kind === 'hub' && ON_CALL_ROLES.includes(props.me.person.role);
  const shown = createMemo(() => {
    const mine = props.ringing.mine().map((call) => ({ kind: 'rings' as const, id: call.consultId }));
    const alarms = takes()
      ? props.ringing
          .alarmed()
          .filter((call) => !mine.some(({ id }) => id === call.consultId) && location.pathname !== `/consults/${call.consultId}`)
          .map((call) => ({ kind: 'alarm' as const, id: call.consultId }))
      : [];
    return [...mine, ...alarms].map(({ kind, id }) => `${kind} ${id}`);
  });
  const open = (id: string) => navigate(`/consults/${id}`);
  return (
    <Show when={shown().length > 0}>
      <aside class={styles['overlay']} aria-label="Calls">
        <For each={shown()}>
          {(key) => {
            const [kind, id = ''] = key.split(' ');
            const consult = () => props.consults.get(id);
            return (
              <Show when={props.calls.of(id)}>
                {(call) => (
                  <Switch>
                    <Match when={kind === 'rings'}>
                      <RingCard
                        call={call()}
                        consult={consult()}
                        now={props.ringing.now()}
                        sound={props.ringing.sound}
                        onTold={props.calls.put}
                        onOpen={open}
                      />
                    </Match>
                    <Match when={kind === 'alarm'}>
                      <AlarmCard call={call()} consult={consult()} now={props.ringing.now()} onTold={props.calls.put} onOpen={open} />
                    </Match>
                  </Switch>
                )}
              </Show>
            );
          }}
        </For>
      </aside>
    </Show>
  );
}
