import { createSignal, For, type JSX, Show } from 'solid-js';
import { type AskedScreenName, askedScreen, type Parts, partsOf } from '#shared/clinical/asked-screens.ts';
import type { Announcement } from '#shared/protocol/notify.ts';
import { Choice } from '../stroke/ui/choice.tsx';
import { Rule } from '../stroke/ui/rule.tsx';
import styles from './notify.module.css';
import { words } from './words.ts';

type Answer = Announcement['notification']['screen'];
type Chosen = AskedScreenName | 'none';
const KINDS = (Object.keys(words.screens) as Chosen[]).map((value) => ({ value, text: words.screens[value] }));
const SIDES = (Object.keys(words.sides) as ('left' | 'right')[]).map((value) => ({ value, text: words.sides[value] }));

/** LAMS or RACE, part by part, with the score; or none. `onAnswer`: undefined while something is missing. */
export function ScreenForm(props: { onAnswer: (answer: Answer | undefined) => void }): JSX.Element {
  const [kind, setKind] = createSignal<Chosen | null>(null);
  const [parts, setParts] = createSignal<Parts>({});
  const [side, setSide] = createSignal<'left' | 'right' | null>(null);
  const weak = () => kind() === 'RACE' && (parts()['arm'] ?? 0) + (parts()['leg'] ?? 0) > 0;
  const asked = () => {
    const name = kind();
    if (name === null || name === 'none') return [];
    const all = partsOf(name, weak() && side() === 'left' ? 'left' : 'other');
    // The last question of RACE depends on the side: it waits until that is said.
    return weak() && side() === null ? all.slice(0, -1) : all;
  };
  /** What was answered of what is asked now: an answer to the other side's question is none. */
  const answered = () => Object.fromEntries(asked().flatMap(({ id }) => (id in parts() ? [[id, parts()[id]!]] : [])));
  const result = () => {
    const name = kind();
    return name === null || name === 'none' ? null : { name, ...askedScreen(name, answered()) };
  };
  const tell = () => {
    const found = result();
    if (found === null) props.onAnswer(kind() === 'none' ? null : undefined);
    else props.onAnswer(found.score === null ? undefined : { name: found.name, score: found.score, parts: answered() });
  };
  return (
    <section class={styles['section']} aria-label={words.screen}>
      <h2>{words.screen}</h2>
      <Choice
        label={words.screen}
        options={KINDS}
        value={kind()}
        onChoose={(value) => {
          setKind(value);
          setParts({});
          setSide(null);
          tell();
        }}
      />
      <For each={asked()}>
        {(part) => (
          <div class={styles['part']}>
            <p>{part.ask}</p>
            <Choice
              label={part.ask}
              options={part.answers.map((text, value) => ({ value, text }))}
              value={parts()[part.id] ?? null}
              onChoose={(value) => {
                setParts({ ...parts(), [part.id]: value });
                tell();
              }}
            />
          </div>
        )}
      </For>
      <Show when={weak()}>
        <div class={styles['part']}>
          <p>{words.side}</p>
          <Choice
            label={words.side}
            options={SIDES}
            value={side()}
            onChoose={(value) => {
              setSide(value);
              tell();
            }}
          />
        </div>
      </Show>
      <Show when={result()}>
        {(found) => (
          <p class={styles['score']} role="status" data-score={found().score ?? ''}>
            <Show when={found().score !== null}>
              <strong>{words.score(found().name, found().score!, found().max, found().positive === true)}</strong>
            </Show>
            <Rule of={found().name} text={words.rule(found().name, found().positiveFrom)} source={found().source} />
          </p>
        )}
      </Show>
    </section>
  );
}
