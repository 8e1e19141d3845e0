import { For, type JSX, Show } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import type { Together } from './create-together.ts';
import styles from './together.module.css';
import { words } from './words.ts';

/** Who follows whom, for all; what I follow and how to stop; whom to follow again; and who asks me to look. Lies over no pixel. */
export function FollowBanner(props: { together: Together }): JSX.Element {
  const { reading, personId } = props.together;
  const name = (id: string) => reading.named(id).name;
  const following = () => reading.follow.following();
  const others = () => reading.follow.pairs().filter(({ follower }) => follower !== personId);
  const again = () => {
    const last = reading.follow.last();
    return following() === null && last !== null && props.together.people().some((one) => one.personId === last) ? last : null;
  };
  return (
    <div class={styles['banner']} role="status" data-following={following()?.personId ?? ''}>
      <For each={reading.lookHere.calls()}>
        {(call) => (
          <span class={styles['call']} data-call-from={call.personId}>
            {words.asksToLook(name(call.personId))}
            <Button
              kind="primary"
              aria-label={`${words.showMe}: ${words.asksToLook(name(call.personId))}`}
              onClick={() => reading.lookHere.accept(call)}
            >
              {words.showMe}
            </Button>
            <Button kind="quiet" onClick={() => reading.lookHere.dismiss(call)}>
              {words.notNow}
            </Button>
          </span>
        )}
      </For>
      <Show when={following()}>
        {(leader) => (
          <span class={styles['pair']}>
            {leader().clientId === null ? words.youFollowAway(name(leader().personId)) : words.youFollow(name(leader().personId))}
            <Button onClick={() => reading.follow.stop()}>{words.stopFollowing(name(leader().personId))}</Button>
          </span>
        )}
      </Show>
      <Show when={again()}>
        {(last) => (
          <Button kind="quiet" onClick={() => reading.follow.start(last())}>
            {words.followAgain(name(last()))}
          </Button>
        )}
      </Show>
      <For each={others()}>
        {({ follower, leader }) => (
          <span class={styles['pair']} data-follower={follower} data-leader={leader}>
            {leader === personId ? words.followsYou(name(follower)) : words.someoneFollows(name(follower), name(leader))}
          </span>
        )}
      </For>
    </div>
  );
}

/** Points out the spot under the pointer, or the centre of the picture, to everyone. */
export function LookHereButton(props: { together: Together }): JSX.Element {
  return (
    <Button disabled={props.together.viewer() === null} onClick={() => props.together.reading.lookHere.call()}>
      {words.lookHere}
    </Button>
  );
}
