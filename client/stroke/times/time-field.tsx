import { createSignal, createUniqueId, type JSX, Show } from 'solid-js';
import { instantsAt, localText } from '#shared/chart/zone.ts';
import { Choice } from '../ui/choice.tsx';
import panel from '../ui/panel.module.css';
import { words } from './words.ts';

/** A local time of the site, typed; an instant comes out, or null. One that happened twice is asked about, one that never was is said. */
export function TimeField(props: {
  label: string;
  zone: string;
  now: number;
  /** A time to come may be meant. */
  ahead?: boolean;
  onInstant: (instant: number | null) => void;
}): JSX.Element {
  const id = createUniqueId();
  const [text, setText] = createSignal('');
  const [which, setWhich] = createSignal<0 | 1 | null>(null);
  const found = () => instantsAt(text(), props.zone);
  const tell = () => props.onInstant(found().length === 1 ? found()[0]! : which() === null ? null : (found()[which()!] ?? null));
  return (
    <div class={panel['field']}>
      <label for={id}>{props.label}</label>
      <input
        id={id}
        type="datetime-local"
        class={panel['input']}
        value={text()}
        max={props.ahead === true ? undefined : localText(props.now, props.zone)}
        onInput={(event) => {
          setText(event.currentTarget.value.slice(0, 16));
          setWhich(null);
          tell();
        }}
      />
      <Show when={text() !== '' && found().length === 0}>
        <span class={panel['red']} role="alert">
          {words.never}
        </span>
      </Show>
      <Show when={found().length === 2}>
        <span class={panel['amber']}>{words.twice}</span>
        <Choice
          label={words.twice}
          options={[
            { value: 0, text: words.first },
            { value: 1, text: words.second },
          ]}
          value={which()}
          onChoose={(value) => {
            setWhich(value as 0 | 1);
            tell();
          }}
        />
      </Show>
    </div>
  );
}
