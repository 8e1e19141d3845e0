import { createSignal, type JSX, Show } from 'solid-js';
import type { MediaProducer } from '#shared/protocol/media.ts';
import type { Video } from './create-video.ts';
import { followView } from './follow-view.ts';
import type { CallPerson } from './pictures.ts';
import { TrackVideo } from './track-video.tsx';
import styles from './video.module.css';
import { words } from './words.ts';
import { type View, WHOLE } from './zoom.ts';

/** What is wrong with a person's sound, in words; '' when nothing is. */
export function soundWords(person: CallPerson): string {
  if (!person.hears && !person.heard) return words.because(words.deafAndMute, person.why);
  if (!person.hears) return words.because(words.deaf, person.why);
  if (!person.heard && !person.muted) return words.because(words.mute_, person.why);
  return '';
}

/** One picture of somebody else, with who it is and what is wrong. `view`: enlarged here, for the examination. */
export function Tile(props: {
  video: Video;
  producer: MediaProducer;
  person: CallPerson | undefined;
  large?: boolean;
  view?: View;
  onPick?: () => void;
  children?: JSX.Element;
}): JSX.Element {
  const received = () => props.video.received().find(({ producer }) => producer.producerId === props.producer.producerId);
  const name = () => words.pictureOf(props.person?.name ?? words.guest, props.producer.source);
  const [shown, setShown] = createSignal(false);
  const view = () => props.view ?? WHOLE;
  const size = (height: () => number) => props.video.shows(props.producer.producerId, () => height() * view().scale);
  return (
    <figure
      class={styles['tile']}
      data-large={props.large === true}
      data-zoomed={view().scale > 1}
      data-speaking={props.person?.speaking ?? false}
      data-producer-id={props.producer.producerId}
      data-source={props.producer.source}
    >
      <div class={styles['frame']} data-fit={props.producer.source === 'screen' ? 'whole' : 'fill'}>
        <Show when={received()}>
          {(one) => (
            <div class={styles['zoomed']} ref={(element) => followView(element, view)}>
              <TrackVideo track={one().track} label={name()} class={styles['video']} onSize={size} onShown={setShown} />
            </div>
          )}
        </Show>
        <Show when={props.producer.paused || received() === undefined || !shown()}>
          <p class={styles['cover']}>{props.producer.paused ? words.cameraIsOff : words.pictureComes}</p>
        </Show>
        {props.children}
      </div>
      <figcaption class={styles['caption']}>
        <span class={styles['name']}>{name()}</span>
        <PersonState person={props.person} />
      </figcaption>
      <Show when={props.onPick}>
        {(pick) => <button type="button" class={styles['pick']} aria-label={words.makeLarge(name())} onClick={() => pick()()} />}
      </Show>
    </figure>
  );
}

export function PersonState(props: { person: CallPerson | undefined }): JSX.Element {
  return (
    <Show when={props.person}>
      {(person) => (
        <>
          <Show when={person().speaking}>
            <span class={styles['speaks']}>{words.speaking}</span>
          </Show>
          <Show when={person().muted}>
            <span class={styles['off']}>{words.muted}</span>
          </Show>
          <Show when={soundWords(person()) !== ''}>
            <strong class={styles['wrong']}>{soundWords(person())}</strong>
          </Show>
        </>
      )}
    </Show>
  );
}
