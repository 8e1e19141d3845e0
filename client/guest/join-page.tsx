import { useParams } from '@solidjs/router';
import { createEffect, createSignal, type JSX, Match, on, onCleanup, Show, Switch } from 'solid-js';
import { GUEST_ROOM } from '#shared/protocol/guest.ts';
import type { EventSocket } from '../app/events.ts';
import { createVideo, type Start } from '../room/video/create-video.ts';
import { Stage } from '../room/video/stage.tsx';
import { StartDialog } from '../room/video/start-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { createVisit, type Visit } from './create-visit.ts';
import styles from './guest.module.css';
import { words } from './words.ts';

/** `/join/:token`: an interpreter or a relative. No account, no images, no chart, no patient's name. */
export function JoinPage(): JSX.Element {
  const { token } = useParams<{ token: string }>();
  const visit = createVisit(token);
  return (
    <Switch
      fallback={
        <main class={styles['page']}>
          <p role="status">{words.connecting}</p>
        </main>
      }
    >
      <Match when={visit.link() === 'dead'}>
        <main class={styles['page']}>
          <p role="alert">{words.dead}</p>
        </main>
      </Match>
      <Match when={visit.state() !== null}>
        <Visiting visit={visit} />
      </Match>
    </Switch>
  );
}

function Visiting(props: { visit: Visit }): JSX.Element {
  const state = () => props.visit.state()!;
  const stage = () => state().stage;
  const [preview, setPreview] = createSignal(false);
  const [left, setLeft] = createSignal(false);
  const [refused, setRefused] = createSignal('');
  let ready: Start | null = null;
  const video = createVideo({
    // The same events of media go over it.
    socket: props.visit.socket as unknown as EventSocket,
    consultId: GUEST_ROOM,
    personId: '',
    people: () => [],
    authors: () => state().people.map(({ personId, name }) => ({ personId, name })),
    viewer: () => null,
  });
  const drop = () => {
    for (const track of [ready?.camera, ready?.microphone]) track?.stop();
    ready = null;
  };
  onCleanup(drop);
  const begin = () => {
    if (ready === null || stage() !== 'in-call') return;
    const start = ready;
    ready = null;
    void video.start({ ...start, muted: start.muted || state().silenced });
  };
  const knock = async () => {
    setLeft(false);
    setRefused((await props.visit.knock()) ? '' : words.tooSoon);
  };
  const chosen = (start: Start) => {
    setPreview(false);
    ready = start;
    if (stage() === 'in-call') begin();
    else void knock();
  };
  createEffect(
    on(stage, (now) => {
      if (now === 'in-call') begin();
      else if (video.on()) void video.leave();
      if (props.visit.over()) drop();
    }),
  );
  // The server pauses the microphone; here it is shown, and stays off when the clinician lets one speak again.
  createEffect(
    on(
      () => state().silenced,
      (silenced) => silenced && video.own('microphone')?.muted === false && void video.toggleMicrophone(),
    ),
  );
  const leave = () => {
    setLeft(true);
    drop();
    void video.leave();
    void props.visit.leave();
  };
  return (
    <main class={styles['call']} data-stage={stage()} data-video="large">
      <header class={styles['header']}>
        <h1 class={styles['hospital']}>{state().hospital}</h1>
        <p class={styles['quiet']}>{words.title}</p>
      </header>
      <Show when={props.visit.link() === 'down' && !props.visit.over()}>
        <p class={styles['down']} role="alert">
          {words.down}
        </p>
      </Show>
      <Show
        when={video.on()}
        fallback={
          <div class={styles['middle']}>
            <Switch
              fallback={
                <>
                  <p>{words.as(state().name, state().kind)}</p>
                  <p class={styles['quiet']}>{words.what}</p>
                  <Show when={left()}>
                    <p role="status">{words.left}</p>
                  </Show>
                  <Button kind="primary" onClick={() => setPreview(true)}>
                    {stage() === 'in-call' ? words.back : words.check}
                  </Button>
                </>
              }
            >
              <Match when={stage() === 'ended'}>
                <p role="status">{words.ended}</p>
              </Match>
              <Match when={stage() === 'elsewhere'}>
                <p role="status">{words.elsewhere}</p>
              </Match>
              <Match when={stage() === 'waiting'}>
                <p class={styles['large']} role="status">
                  {words.waiting}
                </p>
                <p class={styles['quiet']}>{words.stay}</p>
              </Match>
              <Match when={stage() === 'declined'}>
                <p role="status">{words.declined}</p>
                <Show when={refused() !== ''}>
                  <p role="alert">{refused()}</p>
                </Show>
                <Button kind="primary" onClick={() => (ready === null ? setPreview(true) : void knock())}>
                  {words.again}
                </Button>
              </Match>
            </Switch>
          </div>
        }
      >
        <Stage video={video} callBack={[]} limited held={state().silenced ? words.silenced : ''} onLeave={leave} />
      </Show>
      <StartDialog
        open={preview()}
        movable={false}
        title={words.previewTitle}
        text={words.previewText}
        join={stage() === 'in-call' ? words.back : words.ask}
        onClose={() => setPreview(false)}
        onJoin={chosen}
      />
    </main>
  );
}
