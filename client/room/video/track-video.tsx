import { createEffect, type JSX, on, onCleanup, onMount } from 'solid-js';

/** Draws one track. Sound never comes from here. `onSize`: told the way to ask how high it is shown, device pixels. */
export function TrackVideo(props: {
  track: MediaStreamTrack;
  label: string;
  class?: string | undefined;
  mirrored?: boolean;
  onSize?: (height: () => number) => (() => void) | undefined;
  /** True from the first picture of a track on. */
  onShown?: (shown: boolean) => void;
}): JSX.Element {
  let element!: HTMLVideoElement;
  createEffect(
    on(
      () => props.track,
      (track) => {
        props.onShown?.(false);
        element.srcObject = new MediaStream([track]);
        // Interrupted by the next track, or the page is hidden: the browser goes on by itself.
        element.play().catch(() => undefined);
      },
    ),
  );
  onMount(() => {
    const release = props.onSize?.(() => (element.isConnected ? pictureHeight(element) * devicePixelRatio : 0));
    onCleanup(() => {
      release?.();
      element.srcObject = null;
    });
  });
  return (
    <video
      ref={element}
      class={props.class}
      data-mirrored={props.mirrored === true}
      autoplay
      playsinline
      muted
      aria-label={props.label}
      onLoadedData={() => props.onShown?.(true)}
    />
  );
}

/** Cameras send 16 : 9; a higher box has black above and below. */
const pictureHeight = ({ clientWidth, clientHeight }: HTMLElement): number => Math.min(clientHeight, (clientWidth * 9) / 16);
