import { For, type JSX, Show } from 'solid-js';
import type { CallBack } from '#shared/protocol/http.ts';
import { Controls } from './controls.tsx';
import { createExamination } from './create-examination.ts';
import type { Video } from './create-video.ts';
import { Examine } from './examine.tsx';
import { handsOnPicture } from './hands-on-picture.ts';
import { Notices } from './notices.tsx';
import { isBedside } from './pictures.ts';
import { SelfView } from './self-view.tsx';
import { Sounds } from './sounds.tsx';
import { PersonState, Tile } from './tile.tsx';
import styles from './video.module.css';
import { words } from './words.ts';

/** Everything of audio and video while it is on; nothing while it is off. */
export function Stage(props: {
  video: Video;
  callBack: readonly CallBack[];
  /** A guest: sees, hears, is seen and heard, and no more. */
  limited?: boolean;
  /** Why the microphone cannot be turned on, in words; '' when it can. */
  held?: string;
  onLeave: () => void;
}): JSX.Element {
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
          <Pictures video={props.video} limited={props.limited === true} />
          <Controls video={props.video} limited={props.limited === true} held={props.held ?? ''} onLeave={props.onLeave} />
        </Show>
      </section>
    </Show>
  );
}

function Pictures(props: { video: Video; limited: boolean }): JSX.Element {
  const examination = createExamination(props.video);
  const person = (peerId: string) => props.video.people().find((one) => one.peerId === peerId);
  const producers = () => props.video.room()?.producers ?? [];
  const producerOf = (id: string) => producers().find(({ producerId }) => producerId === id);
  // By id: the room is told anew with every word that is spoken, and no picture, button or focus may be made anew for that.
  const small = () =>
    producers()
      .filter(({ kind, peerId, producerId }) => kind === 'video' && !person(peerId)?.own && producerId !== props.video.exam()?.producerId)
      .map(({ producerId }) => producerId);
  const examined = () => {
    const exam = props.video.exam();
    return exam !== null && !props.limited && exam.source !== 'screen' && !isBedside(props.video.me()?.role) ? exam : null;
  };
  /** Those with a picture have their name and state on it. */
  const unseen = ({ own, peerId }: { own: boolean; peerId: string }) =>
    !own && !producers().some((producer) => producer.kind === 'video' && producer.peerId === peerId);
  const personIds = () =>
    props.video
      .people()
      .filter(unseen)
      .map(({ peerId }) => peerId);
  return (
    <>
      <div class={styles['large']} ref={(element) => handsOnPicture(element, () => examined() !== null, examination.view, examination.go)}>
        <Show
          when={props.video.exam()?.producerId}
          keyed
          fallback={<p class={styles['alone']}>{props.video.state().kind === 'live' ? words.alone : words.waiting}</p>}
        >
          {(id) => (
            <Show when={producerOf(id)}>
              {(exam) => <Tile video={props.video} producer={exam()} person={person(exam().peerId)} large view={examination.digital()} />}
            </Show>
          )}
        </Show>
      </div>
      <Show when={examined()}>{(exam) => <Examine video={props.video} producer={exam()} examination={examination} />}</Show>
      <div class={styles['strip']}>
        <For each={small()}>
          {(id) => (
            <Show when={producerOf(id)}>
              {(producer) => (
                <Tile
                  video={props.video}
                  producer={producer()}
                  person={person(producer().peerId)}
                  onPick={() => props.video.pick(producer())}
                />
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
