import { For, type JSX, Show } from 'solid-js';
import type { RosterEntry } from '#shared/protocol/events.ts';
import type { Together } from './create-together.ts';
import styles from './together.module.css';
import { words } from './words.ts';

/** Everyone in the room, each with a button that follows them. */
export function WhoIsHere(props: { together: Together }): JSX.Element {
  const others = () => props.together.people().filter(({ personId }) => personId !== props.together.personId);
  return (
    <ul class={styles['people']} aria-label={words.whoIsHere}>
      <Show when={props.together.self()}>
        {(self) => (
          <li class={styles['person']} data-person-id={self().personId}>
            <Swatch hue={self().hue} />
            {self().name} <span class={styles['quiet']}>({words.you})</span>
          </li>
        )}
      </Show>
      <For each={others()}>{(person) => <Other person={person} together={props.together} />}</For>
    </ul>
  );
}

function Other(props: { person: RosterEntry; together: Together }): JSX.Element {
  const follow = () => props.together.reading.follow;
  const isLeader = () => follow().following()?.personId === props.person.personId;
  const followsMe = () => {
    // Recomputed whenever somebody starts or stops following.
    follow().pairs();
    return follow().isFollowingMe(props.person.personId);
  };
  const label = () =>
    isLeader()
      ? words.stopFollowing(props.person.name)
      : followsMe()
        ? words.followsYou(props.person.name)
        : words.follow(props.person.name);
  return (
    <li data-person-id={props.person.personId}>
      <button
        type="button"
        class={styles['person']}
        aria-label={label()}
        aria-pressed={isLeader()}
        disabled={!isLeader() && followsMe()}
        title={`${label()}: ${props.person.site}`}
        onClick={() => (isLeader() ? follow().stop() : follow().start(props.person.personId))}
      >
        <Swatch hue={props.person.hue} />
        {props.person.name}
        <Show when={isLeader() || followsMe()}>
          <span class={styles['quiet']} aria-hidden="true">
            {isLeader() ? '◉' : '⟵'}
          </span>
        </Show>
      </button>
    </li>
  );
}

export const Swatch = (props: { hue: number }): JSX.Element => <span class={styles['swatch']} data-hue={props.hue} aria-hidden="true" />;
