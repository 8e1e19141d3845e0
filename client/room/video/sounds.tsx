import { createEffect, For, type JSX, onCleanup } from 'solid-js';
import type { Video } from './create-video.ts';

/** Everybody else's sound, on the chosen speaker. Says when the browser holds it back. */
export function Sounds(props: { video: Video }): JSX.Element {
  const voices = () => props.video.received().filter(({ producer }) => producer.kind === 'audio');
  return <For each={voices()}>{(voice) => <Sound track={voice.track} video={props.video} />}</For>;
}

function Sound(props: { track: MediaStreamTrack; video: Video }): JSX.Element {
  const element = new Audio() as HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> };
  element.autoplay = true;
  const play = () =>
    element.play().then(
      () => props.video.setPlays(true),
      (error: unknown) => error instanceof DOMException && error.name === 'NotAllowedError' && props.video.setPlays(false),
    );
  createEffect(() => {
    element.srcObject = new MediaStream([props.track]);
    void play();
  });
  createEffect(() => {
    const { speaker } = props.video.choice();
    // A speaker that is gone: the usual one plays.
    if (speaker !== '') element.setSinkId?.(speaker).catch(() => undefined);
  });
  // After a phone call some browsers leave the element paused: any tap plays it again.
  const onTap = () => element.paused && void play();
  document.addEventListener('pointerdown', onTap, { capture: true });
  onCleanup(() => {
    document.removeEventListener('pointerdown', onTap, { capture: true });
    element.srcObject = null;
  });
  return null;
}
