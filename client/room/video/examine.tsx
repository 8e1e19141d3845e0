import { createSignal, For, type JSX, Show } from 'solid-js';
import type { MediaProducer } from '#shared/protocol/media.ts';
import type { Examination } from './create-examination.ts';
import type { Video } from './create-video.ts';
import styles from './examine.module.css';
import { words } from './words.ts';
import { type Nudge, nudge, PRESETS, type PresetName, type View } from './zoom.ts';

const NUDGES: readonly { way: Nudge; sign: string }[] = [
  { way: 'nearer', sign: '+' },
  { way: 'wider', sign: '−' },
  { way: 'left', sign: '←' },
  { way: 'up', sign: '↑' },
  { way: 'down', sign: '↓' },
  { way: 'right', sign: '→' },
];

/** Looks closer at the large picture: by the camera itself where the bedside allows it, else in the picture. */
export function Examine(props: { video: Video; producer: MediaProducer; examination: Examination }): JSX.Element {
  const [light, setLight] = createSignal(false);
  const { view, go, control, by } = props.examination;
  const shine = () => {
    setLight(!light());
    void props.video.move(props.producer.producerId, { torch: light() }).catch(() => setLight(false));
  };
  return (
    <fieldset class={styles['examine']} aria-label={words.examine}>
      <div class={styles['presets']}>
        <For each={Object.keys(PRESETS) as PresetName[]}>
          {(name) => (
            <button type="button" class={styles['chip']} aria-pressed={same(view(), PRESETS[name])} onClick={() => go(PRESETS[name])}>
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
            <button type="button" class={styles['chip']} aria-label={words[way]} title={words[way]} onClick={() => go(nudge(view(), way))}>
              {sign}
            </button>
          )}
        </For>
        <span class={styles['quiet']} role="status">
          <Show when={view().scale > 1}>
            {words.zoomed(view().scale)}: {words.moves[by()]}
          </Show>
        </span>
      </div>
    </fieldset>
  );
}

const same = (a: View, b: View): boolean => a.scale === b.scale && a.x === b.x && a.y === b.y;
