import { createEffect, createSignal, For, type JSX, on, Show } from 'solid-js';
import { LINE_TEXT_MAX } from '#shared/protocol/marks.ts';
import { clockTime } from '../../app/clock.ts';
import { Button } from '../../ui/button.tsx';
import type { Together } from './create-together.ts';
import styles from './together.module.css';
import { Swatch } from './who-is-here.tsx';
import { phrasesFor, words } from './words.ts';

/** Text beside it all, with ready phrases, for when sound fails. */
export function TextLine(props: { together: Together }): JSX.Element {
  const reading = props.together.reading;
  const [text, setText] = createSignal('');
  let list: HTMLOListElement | undefined;
  const mayWrite = () => props.together.self()?.writer === true;
  const say = (said: string) => {
    if (reading.say(said)) setText('');
  };
  // The newest line is in sight.
  createEffect(on(reading.lines.items, () => queueMicrotask(() => list?.lastElementChild?.scrollIntoView?.({ block: 'nearest' }))));
  return (
    <section class={styles['section']} aria-label={words.textLine}>
      <h2 class={styles['title']}>{words.textLine}</h2>
      <Show when={reading.lines.notes() !== ''}>
        <p class={styles['note']}>
          <span class={styles['quiet']}>{words.sharedNote}: </span>
          {reading.lines.notes()}
        </p>
      </Show>
      <ol class={styles['lines']} aria-live="polite" ref={list}>
        <For each={reading.lines.items()} fallback={<li class={styles['quiet']}>{words.noLines}</li>}>
          {(line) => (
            <li class={styles['line']} data-line-id={line.id} data-author={line.by}>
              <Author personId={line.by} together={props.together} />
              <time class={styles['quiet']} dateTime={line.at}>
                {clockTime(line.at)}
              </time>
              <span class={styles['said']}>{line.text}</span>
            </li>
          )}
        </For>
      </ol>
      <Show when={mayWrite()} fallback={<p class={styles['quiet']}>{words.readersOnly}</p>}>
        <form
          class={styles['sayForm']}
          onSubmit={(event) => {
            event.preventDefault();
            say(text());
          }}
        >
          <input
            class={styles['input']}
            aria-label={words.saySomething}
            placeholder={words.saySomething}
            maxLength={LINE_TEXT_MAX}
            value={text()}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <Button type="submit" disabled={text().trim() === ''}>
            {words.say}
          </Button>
        </form>
        <ul class={styles['phrases']} aria-label={words.readyPhrases}>
          <For each={phrasesFor(props.together.self()?.role)}>
            {(phrase) => (
              <li>
                <button type="button" class={styles['phrase']} onClick={() => say(phrase)}>
                  {phrase}
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </section>
  );
}

function Author(props: { personId: string; together: Together }): JSX.Element {
  const named = () => props.together.reading.named(props.personId);
  return (
    <span class={styles['author']}>
      <Swatch hue={named().hue} />
      {named().name}
    </span>
  );
}
