import { createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import type { CallBack } from '#shared/protocol/http.ts';
import { Button } from '../../ui/button.tsx';
import { DeviceError } from '../../video/devices.ts';
import type { Video } from './create-video.ts';
import { Icon } from './icons.tsx';
import styles from './notices.module.css';
import { isBedside } from './pictures.ts';
import { budgetWords, deviceWords, words } from './words.ts';

/** What the person here must know or do, most urgent first; nothing when all is well. */
export function Notices(props: { video: Video; callBack: readonly CallBack[] }): JSX.Element {
  const [failed, setFailed] = createSignal('');
  const lost = () => {
    const state = props.video.state();
    return state.kind === 'lost' ? state : null;
  };
  const refused = () => {
    const state = props.video.state();
    return state.kind === 'refused' ? state : null;
  };
  const gone = () => {
    const fate = props.video.fate();
    return fate === 'ended' || fate === 'silenced' ? fate : null;
  };
  const bringBack = () => {
    setFailed('');
    props.video.bringMicrophoneBack().catch((error: unknown) => {
      setFailed(deviceWords[error instanceof DeviceError ? error.refusal : 'failed'].microphone);
    });
  };
  return (
    <div class={styles['notices']}>
      {/* First: nothing that comes and goes may push its buttons away under a finger. */}
      <Consent video={props.video} />
      <Show when={refused()}>
        {(state) => (
          <div class={styles['notice']} role="alert">
            <p>{words.refusedFor(state().why)}</p>
            <Phones callBack={props.callBack} />
          </div>
        )}
      </Show>
      <Show when={lost()}>
        {(state) => (
          <div class={styles['notice']} role="alert" data-lost={state().reason}>
            <p>
              {words.lost[state().reason]} {words.meanwhile}
            </p>
            <Phones callBack={props.callBack} />
          </div>
        )}
      </Show>
      <Show when={gone()}>
        {(fate) => (
          <div class={styles['notice']} role="alert">
            <p>{words.microphoneGone[fate()]}</p>
            <Show when={failed() !== ''}>
              <p>{failed()}</p>
            </Show>
            <Button kind="primary" onClick={bringBack}>
              {words.bringBack}
            </Button>
          </div>
        )}
      </Show>
      <Show when={props.video.health().why === 'speaker-blocked'}>
        <div class={styles['notice']} role="alert">
          <p>{words.soundBlocked}</p>
          {/* Any tap plays every sound again: `Sounds` listens. */}
          <Button kind="primary">{words.tapToHear}</Button>
        </div>
      </Show>
      <Show when={props.video.listensOnly()}>
        <p class={styles['told']} role="status">
          {words.listensOnly}
        </p>
      </Show>
      <Show when={props.video.startedMuted() && props.video.own('microphone')?.muted}>
        <p class={styles['told']} role="status">
          {words.manyHere}
        </p>
      </Show>
      <Show when={props.video.state().kind === 'live' && budgetWords[props.video.reason()]}>
        {(text) => (
          <p class={styles['told']} role="status" data-budget={props.video.reason()}>
            {text()}
          </p>
        )}
      </Show>
    </div>
  );
}

/** The numbers to call when sound is lost. */
export function Phones(props: { callBack: readonly CallBack[] }): JSX.Element {
  return (
    <>
      {props.callBack.map(({ site, phone }) => (
        <a class={styles['call']} href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
          <Icon name="phone" />
          {words.call(site, phone)}
        </a>
      ))}
    </>
  );
}

/** Asked once a consult at the bedside; visible while it is on; one tap takes it back. */
function Consent(props: { video: Video }): JSX.Element {
  const [answered, setAnswered] = createSignal(false);
  const sends = () => props.video.own('camera') ?? props.video.own('handheld');
  const given = () => props.video.room()?.consent.includes(props.video.me()?.personId ?? '') ?? false;
  const concerns = () => props.video.state().kind === 'live' && sends() !== undefined && isBedside(props.video.me()?.role);
  const answer = (granted: boolean) => {
    setAnswered(true);
    // Not heard by the server: asked again.
    void props.video.consent(granted).catch(() => setAnswered(given()));
  };
  return (
    <Switch>
      <Match when={concerns() && given()}>
        <div class={styles['consent']} role="status">
          <span>{props.video.movedBy() === null ? words.consentOn : words.movedBy(props.video.movedBy() ?? '')}</span>
          <Button onClick={() => answer(false)}>{words.withdraw}</Button>
        </div>
      </Match>
      <Match when={concerns() && !answered()}>
        <fieldset class={styles['ask']} aria-label={words.consentTitle}>
          <p>
            <strong>{words.consentTitle}</strong> {words.consentText}
          </p>
          <div class={styles['answers']}>
            <Button onClick={() => answer(false)}>{words.deny}</Button>
            <Button kind="primary" onClick={() => answer(true)}>
              {words.allow}
            </Button>
          </div>
        </fieldset>
      </Match>
    </Switch>
  );
}
