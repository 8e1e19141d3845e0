import { createSignal, type JSX, Show } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { DeviceError } from '../../video/devices.ts';
import styles from './controls.module.css';
import { LAYOUTS } from './create-layout.ts';
import type { Video } from './create-video.ts';
import { Icon, type IconName } from './icons.tsx';
import { deviceWords, words } from './words.ts';

/** Microphone, camera, layout, the rest, leave: thumbs reach all of it. */
export function Controls(props: { video: Video; limited: boolean; held: string; onLeave: () => void }): JSX.Element {
  const [more, setMore] = createSignal(false);
  const [failed, setFailed] = createSignal('');
  const run = (what: 'camera' | 'microphone', act: () => Promise<void>) => {
    setFailed('');
    act().catch((error: unknown) => {
      // A person who thinks better of sharing the screen has made no mistake.
      if (error instanceof DeviceError) setFailed(deviceWords[error.refusal][what]);
      else if (!(error instanceof DOMException && error.name === 'NotAllowedError')) setFailed(deviceWords.failed[what]);
    });
  };
  const muted = () => props.video.own('microphone')?.muted ?? true;
  const hasCamera = () => props.video.own('camera') !== undefined;
  const layoutLabel = { beside: words.layoutBeside, over: words.layoutOver, large: words.layoutLarge } as const;
  return (
    <div class={styles['controls']}>
      <Show when={failed() !== ''}>
        <p class={styles['failed']} role="alert">
          {failed()}
        </p>
      </Show>
      <Show when={props.held !== ''}>
        <p class={styles['told']} role="status">
          {props.held}
        </p>
      </Show>
      <div class={styles['bar']} role="toolbar" aria-label={words.video}>
        <IconButton
          icon={muted() ? 'microphoneOff' : 'microphone'}
          label={muted() ? words.unmute : words.mute}
          off={muted()}
          disabled={props.held !== ''}
          onClick={() =>
            props.video.own('microphone') === undefined
              ? run('microphone', () => props.video.bringMicrophoneBack())
              : run('microphone', () => props.video.toggleMicrophone())
          }
        />
        <IconButton
          icon={hasCamera() ? 'camera' : 'cameraOff'}
          label={hasCamera() ? words.cameraOff : words.cameraOn}
          off={!hasCamera()}
          onClick={() => run('camera', () => props.video.toggleCamera())}
        />
        <Show when={!props.limited}>
          <fieldset class={styles['group']} aria-label={words.layouts}>
            {LAYOUTS.map((layout) => (
              <IconButton
                icon={layout}
                label={layoutLabel[layout]}
                pressed={props.video.layout.current() === layout}
                onClick={() => props.video.layout.set(layout)}
              />
            ))}
          </fieldset>
          <IconButton icon="more" label={words.more} pressed={more()} onClick={() => setMore(!more())} />
        </Show>
        <IconButton icon="leave" label={words.leave} danger onClick={props.onLeave} />
      </div>
      <Show when={more()}>
        <div class={styles['extra']}>
          <Button onClick={() => run('camera', () => props.video.toggleScreen())}>
            {props.video.own('screen') === undefined ? words.share : words.stopSharing}
          </Button>
          <Button onClick={() => run('camera', () => props.video.toggleHandheld())}>
            {props.video.own('handheld') === undefined ? words.second : words.stopSecond}
          </Button>
        </div>
      </Show>
    </div>
  );
}

function IconButton(props: {
  icon: IconName;
  label: string;
  pressed?: boolean;
  off?: boolean;
  disabled?: boolean;
  danger?: boolean;
  onClick: () => void;
}): JSX.Element {
  return (
    <button
      type="button"
      class={styles['icon']}
      aria-label={props.label}
      title={props.label}
      aria-pressed={props.pressed}
      disabled={props.disabled === true}
      data-off={props.off === true}
      data-danger={props.danger === true}
      onClick={() => props.onClick()}
    >
      <Icon name={props.icon} />
    </button>
  );
}
