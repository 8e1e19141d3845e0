import { type Accessor, createEffect, createSignal, For, type JSX, on, onCleanup, Show } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import choices from '../../ui/choices.module.css';
import { Dialog } from '../../ui/dialog.tsx';
import field from '../../ui/text-field.module.css';
import {
  DeviceError,
  type DeviceList,
  listDevices,
  openCamera,
  openMicrophone,
  rememberChoice,
  rememberedChoice,
} from '../../video/devices.ts';
import { playTone, watchLevel } from '../../video/level.ts';
import type { Start } from './create-video.ts';
import styles from './start-dialog.module.css';
import { TrackVideo } from './track-video.tsx';
import { deviceWords, words } from './words.ts';

/** Before anybody sees or hears you: which camera, microphone and speaker, and whether they work. */
export function StartDialog(props: PreviewProps & { open: boolean }): JSX.Element {
  return (
    <Show when={props.open}>
      <Preview {...props} />
    </Show>
  );
}

interface PreviewProps {
  movable: boolean;
  /** What it says instead of the words of the room. */
  title?: string;
  text?: string;
  join?: string;
  onClose: () => void;
  onJoin: (start: Start) => void;
}

function Preview(props: PreviewProps): JSX.Element {
  const [choice, setChoice] = createSignal(rememberedChoice());
  const [withCamera, setWithCamera] = createSignal(true);
  const [muted, setMuted] = createSignal(false);
  const [devices, setDevices] = createSignal<DeviceList>({ cameras: [], microphones: [], speakers: [] });
  let handedOver = false;
  const camera = createTrack(
    'camera',
    () => (withCamera() ? choice().camera : null),
    (id) => openCamera(id, props.movable),
    () => handedOver,
  );
  const microphone = createTrack(
    'microphone',
    () => choice().microphone,
    openMicrophone,
    () => handedOver,
  );
  const look = () => void listDevices().then(setDevices);
  // Names are known only after the person has allowed a device.
  createEffect(on([camera.track, microphone.track], look));
  navigator.mediaDevices?.addEventListener('devicechange', look);
  onCleanup(() => navigator.mediaDevices?.removeEventListener('devicechange', look));
  const [joining, setJoining] = createSignal(false);
  const join = async () => {
    setJoining(true);
    // Whoever taps before the microphone has started must still be heard.
    await Promise.all([camera.settled(), microphone.settled()]);
    handedOver = true;
    rememberChoice(choice());
    props.onJoin({ choice: choice(), camera: camera.track(), microphone: microphone.track(), muted: muted() });
  };
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={props.title ?? words.previewTitle}
      text={props.text ?? words.previewText}
      actions={
        <>
          <Button onClick={props.onClose}>{words.cancel}</Button>
          <Button kind="primary" disabled={joining()} onClick={() => void join()}>
            {joining() ? words.starting : (props.join ?? words.join)}
          </Button>
        </>
      }
    >
      <div class={styles['picture']}>
        <Show when={camera.track()} fallback={<p class={styles['why']}>{camera.why() || words.noCamera}</p>}>
          {(track) => <TrackVideo track={track()} label={words.you} mirrored class={styles['video']} />}
        </Show>
      </div>
      <div class={styles['fields']}>
        <Choice
          label={words.camera}
          devices={devices().cameras}
          value={withCamera() ? choice().camera : 'none'}
          none
          onChange={(id) => {
            setWithCamera(id !== 'none');
            if (id !== 'none') setChoice({ ...choice(), camera: id });
          }}
        />
        <Choice
          label={words.microphone}
          devices={devices().microphones}
          value={choice().microphone}
          onChange={(id) => setChoice({ ...choice(), microphone: id })}
        />
        <Show when={microphone.why() !== ''}>
          <p class={styles['why']} role="alert">
            {microphone.why()}
          </p>
        </Show>
        <Show when={microphone.track()}>{(track) => <Level track={track()} />}</Show>
        <div class={styles['speaker']}>
          <Choice
            label={words.speaker}
            devices={devices().speakers}
            value={choice().speaker}
            onChange={(id) => setChoice({ ...choice(), speaker: id })}
          />
          <Button onClick={() => void playTone(choice().speaker)}>{words.testSpeaker}</Button>
        </div>
        <label class={choices['choice']}>
          <input type="checkbox" checked={muted()} onChange={(event) => setMuted(event.currentTarget.checked)} />
          {words.startMuted}
        </label>
      </div>
    </Dialog>
  );
}

/** The track of the chosen device while the dialog is open; stopped unless it was handed over. */
function createTrack(
  kind: 'camera' | 'microphone',
  id: Accessor<string | null>,
  open: (id: string) => Promise<MediaStreamTrack>,
  handedOver: () => boolean,
) {
  const [track, setTrack] = createSignal<MediaStreamTrack | null>(null);
  const [why, setWhy] = createSignal('');
  let settled: Promise<void> = Promise.resolve();
  createEffect(
    on(id, (wanted) => {
      let stale = false;
      let mine: MediaStreamTrack | null = null;
      setWhy('');
      if (wanted === null) setTrack(null);
      else
        settled = open(wanted).then(
          (opened) => {
            if (stale) {
              opened.stop();
              return;
            }
            mine = opened;
            setTrack(opened);
          },
          (error: unknown) => {
            if (stale) return;
            setTrack(null);
            setWhy(deviceWords[error instanceof DeviceError ? error.refusal : 'failed'][kind]);
          },
        );
      onCleanup(() => {
        stale = true;
        if (!handedOver()) mine?.stop();
      });
    }),
  );
  return { track, why, settled: () => settled };
}

function Choice(props: {
  label: string;
  devices: readonly MediaDeviceInfo[];
  value: string;
  none?: boolean;
  onChange: (id: string) => void;
}): JSX.Element {
  const known = () => props.value === '' || props.value === 'none' || props.devices.some(({ deviceId }) => deviceId === props.value);
  return (
    <label class={field['field']}>
      {props.label}
      <select class={field['input']} onChange={(event) => props.onChange(event.currentTarget.value)}>
        <option value="" selected={props.value === '' || !known()}>
          {words.usual}
        </option>
        <For each={props.devices}>
          {(device, i) => (
            <option value={device.deviceId} selected={device.deviceId === props.value}>
              {device.label || words.unnamed(props.label, i() + 1)}
            </option>
          )}
        </For>
        <Show when={props.none}>
          <option value="none" selected={props.value === 'none'}>
            {words.noCamera}
          </option>
        </Show>
      </select>
    </label>
  );
}

/** Moves while one speaks. */
export function Level(props: { track: MediaStreamTrack }): JSX.Element {
  const [level, setLevel] = createSignal(0);
  createEffect(
    on(
      () => props.track,
      (track) => onCleanup(watchLevel(track, setLevel)),
    ),
  );
  return (
    <div class={styles['level']}>
      <meter class={styles['meter']} min="0" max="1" value={level()} aria-label={words.level} />
      <span class={styles['quiet']}>{words.saySomething}</span>
    </div>
  );
}
