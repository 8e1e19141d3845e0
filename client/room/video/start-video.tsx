import { createSignal, type JSX, onCleanup, Show } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { LAYOUT_KEYS } from './create-layout.ts';
import type { Video } from './create-video.ts';
import { Icon } from './icons.tsx';
import { isBedside } from './pictures.ts';
import { StartDialog } from './start-dialog.tsx';
import styles from './start-video.module.css';
import { words } from './words.ts';

/** The button of the header, its preview, and the keys of video: 7, 8, 9 for the layouts, V for the microphone. */
export function StartVideo(props: { video: Video }): JSX.Element {
  const [preview, setPreview] = createSignal(false);
  const why = () => {
    const availability = props.video.availability();
    return availability === null || availability.state === 'ready' ? '' : availability.why;
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const layout = LAYOUT_KEYS[event.key];
    if (layout !== undefined && props.video.on()) props.video.layout.set(layout);
    else if (event.key.toLowerCase() === 'v') props.video.on() ? void props.video.toggleMicrophone() : setPreview(true);
    else return;
    event.preventDefault();
  };
  // On the way down: the picture library takes every key for itself once a picture has the focus.
  document.addEventListener('keydown', onKey, { capture: true });
  onCleanup(() => document.removeEventListener('keydown', onKey, { capture: true }));
  return (
    <>
      <Show when={!props.video.on()}>
        <Button
          kind="primary"
          class={styles['start']}
          title={why() || words.start}
          aria-label={words.start}
          onClick={() => setPreview(true)}
        >
          <Icon name="camera" />
          <span class={styles['label']}>{words.start}</span>
        </Button>
      </Show>
      <StartDialog
        open={preview()}
        movable={isBedside(props.video.me()?.role)}
        onClose={() => setPreview(false)}
        onJoin={(start) => {
          setPreview(false);
          void props.video.start(start);
        }}
      />
    </>
  );
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) ||
    target.closest('[role=dialog], dialog') !== null);
