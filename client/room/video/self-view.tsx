import { For, type JSX, Show } from 'solid-js';
import type { Video } from './create-video.ts';
import { TrackVideo } from './track-video.tsx';
import styles from './video.module.css';
import { words } from './words.ts';

/** What one sends oneself, small: that it goes out, and that others may move it. */
export function SelfView(props: { video: Video }): JSX.Element {
  const pictures = () => props.video.sending().filter(({ track }) => track.kind === 'video');
  return (
    <For each={pictures()}>
      {(one) => (
        <figure class={styles['tile']} data-self="true" data-source={one.source}>
          <div class={styles['frame']} data-fit={one.source === 'screen' ? 'whole' : 'fill'}>
            <TrackVideo
              track={one.track}
              label={words.pictureOf(words.you, one.source)}
              mirrored={one.source === 'camera'}
              class={styles['video']}
            />
          </div>
          <figcaption class={styles['caption']}>
            <span class={styles['name']}>{words.pictureOf(words.you, one.source)}</span>
            <Show when={props.video.own('microphone')?.muted}>
              <span class={styles['off']}>{words.muted}</span>
            </Show>
          </figcaption>
        </figure>
      )}
    </For>
  );
}
