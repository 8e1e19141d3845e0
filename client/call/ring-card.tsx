import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import type { AnswerCall, CallView, DeclineReason } from '#shared/protocol/call.ts';
import { DECLINE_REASONS } from '#shared/protocol/call.ts';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { request } from '../app/http.ts';
import { imageWords } from '../app/study-words.ts';
import { Button } from '../ui/button.tsx';
import styles from './call.module.css';
import type { RingSound } from './ring-sound.ts';
import { Since } from './since.tsx';
import { countdown, REASONS } from './words.ts';

/** A hospital calls this person: what is known, how long it still rings here, accept or decline. */
export function RingCard(props: {
  call: CallView;
  consult: ConsultSummary | undefined;
  now: number;
  sound: RingSound;
  onTold: (call: CallView) => void;
  onOpen: (consultId: string) => void;
}): JSX.Element {
  const [declining, setDeclining] = createSignal(false);
  const [words, setWords] = createSignal('');
  const [busy, setBusy] = createSignal(false);
  const [failed, setFailed] = createSignal('');
  const title = createUniqueId();
  const send = async (answer: AnswerCall): Promise<boolean> => {
    setBusy(true);
    setFailed('');
    try {
      props.onTold(await request<CallView>('POST', `/api/consults/${props.call.consultId}/call/answer`, answer));
      return true;
    } catch (error) {
      setFailed(error instanceof Error ? error.message : 'The answer could not be sent');
      return false;
    } finally {
      setBusy(false);
    }
  };
  const accept = async () => {
    const id = props.call.consultId;
    if (await send({ answer: 'accept' })) props.onOpen(id);
  };
  const decline = (reason: DeclineReason) => void send({ answer: 'decline', reason, words: words().trim() });
  return (
    <section class={styles['card']} data-rings={props.call.consultId} aria-labelledby={title}>
      <p role="alert" class="visually-hidden">
        {props.call.site.name} calls you: suspected stroke. Accept or decline.
      </p>
      <h2 id={title} class={styles['cardTitle']}>
        <span class={styles['bell']} aria-hidden="true" />
        {props.call.site.name} calls you
      </h2>
      <p>
        Suspected stroke. <Since call={props.call} consult={props.consult} now={props.now} />
      </p>
      <p class={styles['quiet']}>{imageWords(props.consult?.studies ?? []) || 'No images yet'}</p>
      <p class={styles['goes']}>
        <Show when={props.call.ringing?.next} fallback="Everybody is alarmed in">
          {(next) => <>Goes to {next().name} in</>}
        </Show>{' '}
        <strong role="timer">{countdown(props.call.ringing?.until ?? '', props.now)}</strong>
      </p>
      <Show when={props.sound.blocked()}>
        <p class={styles['amber']}>
          This page may not make a sound yet. <Button onClick={() => props.sound.unlock()}>Turn on the sound</Button>
        </p>
      </Show>
      <Show
        when={declining()}
        fallback={
          <div class={styles['answers']}>
            <Button class={styles['big'] ?? ''} disabled={busy()} onClick={() => setDeclining(true)}>
              Decline
            </Button>
            <Button kind="primary" class={styles['big'] ?? ''} disabled={busy()} onClick={() => void accept()}>
              Accept
            </Button>
          </div>
        }
      >
        <fieldset class={styles['reasons']}>
          <legend>Why? The next person is called at once.</legend>
          <For each={DECLINE_REASONS.filter((reason) => reason !== 'other')}>
            {(reason) => (
              <Button disabled={busy()} onClick={() => decline(reason)}>
                {REASONS[reason]}
              </Button>
            )}
          </For>
          <div class={styles['other']}>
            <input
              class={styles['input']}
              aria-label="Another reason"
              placeholder="Another reason"
              maxLength={200}
              value={words()}
              onInput={(event) => setWords(event.currentTarget.value)}
              onKeyDown={(event) => event.key === 'Enter' && words().trim() !== '' && decline('other')}
            />
            <Button disabled={busy() || words().trim() === ''} onClick={() => decline('other')}>
              Send
            </Button>
          </div>
          <Button kind="quiet" onClick={() => setDeclining(false)}>
            Back
          </Button>
        </fieldset>
      </Show>
      <Show when={failed() !== ''}>
        <p role="alert" class={styles['red']}>
          {failed()}
        </p>
      </Show>
    </section>
  );
}
