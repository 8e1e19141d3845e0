import { createEffect, createSignal, For, type JSX, on, Show } from 'solid-js';
import type { CallBack } from '#shared/protocol/http.ts';
import { Controls } from './controls.tsx';
import type { Video } from './create-video.ts';
import { Examine } from './examine.tsx';
import { Notices } from './notices.tsx';
import { isBedside } from './pictures.ts';
import { SelfView } from './self-view.tsx';
import { Sounds } from './sounds.tsx';
import { PersonState, Tile } from './tile.tsx';
import styles from './video.module.css';
import { words } from './words.ts';
import { dragged, nudge, share, type View, WHOLE } from './zoom.ts';

/** Everything of audio and video while it is on; nothing while it is off. */
export function Stage(props: { video: Video; callBack: readonly CallBack[]; onLeave: () => void }): JSX.Element {
  return (
    <Show when={props.video.on() || props.video.state().kind === 'refused'}>
      <section
        class={styles['stage']}
        aria-label={words.video}
        data-video-state={props.video.state().kind}
        data-wire={props.video.wire() ?? ''}
      >
        <Sounds video={props.video} />
        <Notices video={props.video} callBack={props.callBack} />
        <Show when={props.video.on()}>
          <Pictures video={props.video} />
          <Controls video={props.video} onLeave={props.onLeave} />
        </Show>
      </section>
    </Show>
  );
}

function Pictures(props: { video: Video }): JSX.Element {
  const [asked, setAsked] = createSignal<View>(WHOLE);
  const person = (peerId: string) => props.video.people().find((one) => one.peerId === peerId);
  const producers = () => props.video.room()?.producers ?? [];
  const producerOf = (id: string) => producers().find(({ producerId }) => producerId === id);
  // By id: the room is told anew with every word that is spoken, and no picture, button or focus may be made anew for that.
  const small = () =>
    producers()
      .filter(({ kind, peerId, producerId }) => kind === 'video' && !person(peerId)?.own && producerId !== props.video.exam()?.producerId)
      .map(({ producerId }) => producerId);
  // Another picture: it is shown whole first.
  createEffect(
    on(
      () => props.video.exam()?.producerId,
      () => setAsked(WHOLE),
      { defer: true },
    ),
  );
  const examined = () => {
    const exam = props.video.exam();
    return exam !== null && exam.source !== 'screen' && !isBedside(props.video.me()?.role) ? exam : null;
  };
  const control = () => {
    const exam = props.video.exam();
    return exam !== null && props.video.room()?.consent.includes(exam.personId) ? exam.control : null;
  };
  /** Those with a picture have their name and state on it. */
  const unseen = ({ own, peerId }: { own: boolean; peerId: string }) =>
    !own && !producers().some((producer) => producer.kind === 'video' && producer.peerId === peerId);
  const personIds = () =>
    props.video
      .people()
      .filter(unseen)
      .map(({ peerId }) => peerId);
  const digital = () => share(asked(), control()).digital;
  return (
    <>
      <div class={styles['large']} ref={(element) => dragToMove(element, () => examined() !== null, asked, setAsked)}>
        <Show
          when={props.video.exam()?.producerId}
          keyed
          fallback={<p class={styles['alone']}>{props.video.state().kind === 'live' ? words.alone : words.waiting}</p>}
        >
          {(id) => (
            <Show when={producerOf(id)}>
              {(exam) => <Tile video={props.video} producer={exam()} person={person(exam().peerId)} large view={digital()} />}
            </Show>
          )}
        </Show>
      </div>
      <Show when={examined()}>{(exam) => <Examine video={props.video} producer={exam()} asked={asked} setAsked={setAsked} />}</Show>
      <div class={styles['strip']}>
        <For each={small()}>
          {(id) => (
            <Show when={producerOf(id)}>
              {(producer) => (
                <Tile video={props.video} producer={producer()} person={person(producer().peerId)} onPick={() => props.video.pick(id)} />
              )}
            </Show>
          )}
        </For>
        <SelfView video={props.video} />
      </div>
      <ul class={styles['list']} aria-label={words.inTheCall}>
        <For each={personIds()}>
          {(peerId) => (
            <Show when={person(peerId)}>
              {(one) => (
                <li class={styles['person']} data-person-id={one().personId} data-speaking={one().speaking}>
                  <span class={styles['name']}>{one().name}</span>
                  <PersonState person={one()} />
                </li>
              )}
            </Show>
          )}
        </For>
      </ul>
    </>
  );
}

/** A finger or the mouse moves an enlarged picture, the wheel enlarges it. */
function dragToMove(element: HTMLElement, active: () => boolean, view: () => View, set: (view: View) => void): void {
  let from: { x: number; y: number } | null = null;
  element.addEventListener('pointerdown', (event) => {
    if (!active() || (event.target as Element).closest('button') !== null) return;
    from = { x: event.clientX, y: event.clientY };
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener('pointermove', (event) => {
    if (from === null) return;
    set(dragged(view(), (event.clientX - from.x) / element.clientWidth, (event.clientY - from.y) / element.clientHeight));
    from = { x: event.clientX, y: event.clientY };
  });
  const end = () => {
    from = null;
  };
  element.addEventListener('pointerup', end);
  element.addEventListener('pointercancel', end);
  element.addEventListener(
    'wheel',
    (event) => {
      if (!active()) return;
      event.preventDefault();
      set(nudge(view(), event.deltaY < 0 ? 'nearer' : 'wider'));
    },
    { passive: false },
  );
}
