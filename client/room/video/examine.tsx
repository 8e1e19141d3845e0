import { type Accessor, createSignal, For, type JSX, type Setter, Show } from 'solid-js';
import type { MediaProducer } from '#shared/protocol/media.ts';
import type { Video } from './create-video.ts';
import styles from './video.module.css';
import { words } from './words.ts';
import { type Nudge, nudge, PRESETS, type PresetName, share, type View } from './zoom.ts';

const NUDGES: readonly { way: Nudge; sign: string }[] = [
  { way: 'nearer', sign: '+' },
  { way: 'wider', sign: '−' },
  { way: 'left', sign: '←' },
  { way: 'up', sign: '↑' },
  { way: 'down', sign: '↓' },
  { way: 'right', sign: '→' },
];

/** Looks closer at the large picture: by the camera itself where the bedside allows it, else in the picture. */
export function Examine(props: { video: Video; producer: MediaProducer; asked: Accessor<View>; setAsked: Setter<View> }): JSX.Element {
  const [light, setLight] = createSignal(false);
  const allowed = () => props.video.room()?.consent.includes(props.producer.personId) ?? false;
  const control = () => (allowed() ? props.producer.control : null);
  const go = (view: View) => {
    props.setAsked(view);
    const { move } = share(view, control());
    // Refused when consent was withdrawn this instant: the room's next state shows it.
    if (move !== null) void props.video.move(props.producer.producerId, move).catch(() => undefined);
  };
  const shine = () => {
    setLight(!light());
    void props.video.move(props.producer.producerId, { torch: light() }).catch(() => setLight(false));
  };
  return (
    <fieldset class={styles['examine']} aria-label={words.examine}>
      <div class={styles['presets']}>
        <For each={Object.keys(PRESETS) as PresetName[]}>
          {(name) => (
            <button
              type="button"
              class={styles['chip']}
              aria-pressed={same(props.asked(), PRESETS[name])}
              onClick={() => go(PRESETS[name])}
            >
              {words[name]}
            </button>
          )}
        </For>
        <Show when={control()?.torch}>
          <button type="button" class={styles['chip']} aria-pressed={light()} onClick={shine}>
            {words.light}
          </button>
        </Show>
      </div>
      <div class={styles['presets']}>
        <For each={NUDGES}>
          {({ way, sign }) => (
            <button
              type="button"
              class={styles['chip']}
              aria-label={words[way]}
              title={words[way]}
              onClick={() => go(nudge(props.asked(), way))}
            >
              {sign}
            </button>
          )}
        </For>
        <span class={styles['quiet']} role="status">
          <Show when={props.asked().scale > 1}>
            {words.zoomed(props.asked().scale)}: {control() === null ? words.moves.digital : words.moves.camera}
          </Show>
        </span>
      </div>
    </fieldset>
  );
}

const same = (a: View, b: View): boolean => a.scale === b.scale && a.x === b.x && a.y === b.y;
