import { createMemo, For, type JSX, Show } from 'solid-js';
import type { MarkItem } from '../../collab/marks.ts';
import { Button } from '../../ui/button.tsx';
import type { Together } from './create-together.ts';
import styles from './together.module.css';
import { Swatch } from './who-is-here.tsx';
import { TOOL_WORDS, words } from './words.ts';

/** Every mark of the consult: what it measures, whose it is, where it lies; one tap goes there. */
export function MeasurementList(props: { together: Together }): JSX.Element {
  const uids = createMemo(() => props.together.reading.marks.items().map(({ mark }) => mark.uid), [], { equals: sameTexts });
  return (
    <section class={styles['section']} aria-label={words.measurements}>
      <h2 class={styles['title']}>{words.measurements}</h2>
      <Show when={uids().length > 0} fallback={<p class={styles['quiet']}>{words.noMeasurements}</p>}>
        <ul class={styles['list']}>
          <For each={uids()}>{(uid) => <Row uid={uid} together={props.together} />}</For>
        </ul>
      </Show>
      <Show when={props.together.reading.refused()}>
        <p class={styles['warning']} role="alert">
          {words.notKept}
        </p>
      </Show>
    </section>
  );
}

function Row(props: { uid: string; together: Together }): JSX.Element {
  const item = createMemo(() => props.together.reading.marks.items().find(({ mark }) => mark.uid === props.uid));
  return <Show when={item()}>{(shown) => <Entry item={shown()} together={props.together} />}</Show>;
}

function Entry(props: { item: MarkItem; together: Together }): JSX.Element {
  const reading = props.together.reading;
  const mark = () => props.item.mark;
  const own = () => mark().by === props.together.personId;
  const author = () => reading.named(mark().by);
  const what = () => TOOL_WORDS[mark().tool];
  const value = () => {
    const measured = reading.measured().get(mark().uid);
    if (measured === undefined) return mark().text ?? words.notShownYet;
    return measured ?? words.waitingForLossless;
  };
  const known = () => (reading.measured().get(mark().uid) ?? mark().text) !== undefined;
  const place = () => {
    // The viewer says where a slice lies once it knows it, and tells of measurements when it learns more.
    reading.measured();
    return props.together.viewer()?.placeOf(mark()) ?? '';
  };
  const moderates = () => props.together.self()?.moderator === true && !own();
  return (
    <li class={styles['entry']} data-annotation-id={mark().uid} data-author={mark().by} data-hidden={props.item.hidden !== null}>
      <button
        type="button"
        class={styles['jump']}
        aria-label={`${words.show(what(), author().name)}: ${value()}`}
        onClick={() => reading.jumpTo(mark().uid)}
      >
        <Swatch hue={author().hue} />
        <span class={styles['value']}>
          {what()}{' '}
          <strong data-value data-known={known()}>
            {value()}
          </strong>
        </span>
        <span class={styles['quiet']}>
          {author().name}
          <Show when={place() !== ''}>, {place()}</Show>
          <Show when={props.item.hidden}>{(hidden) => <>, {words.hiddenBy(reading.named(hidden().by).name)}</>}</Show>
        </span>
      </button>
      <Show when={own() && props.together.self()?.writer === true}>
        <Button kind="quiet" aria-label={words.erase(what())} onClick={() => reading.erase(mark().uid)}>
          {words.eraseShort}
        </Button>
      </Show>
      <Show when={moderates()}>
        <Show
          when={props.item.hidden !== null}
          fallback={
            <Button kind="quiet" aria-label={words.hide(what(), author().name)} onClick={() => reading.marks.hide(mark().uid, '')}>
              {words.hideShort}
            </Button>
          }
        >
          <Button kind="quiet" aria-label={words.unhide(what(), author().name)} onClick={() => reading.marks.unhide(mark().uid)}>
            {words.unhideShort}
          </Button>
        </Show>
      </Show>
    </li>
  );
}

const sameTexts = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((text, i) => text === b[i]);
