import { createSignal, For, type JSX, Show } from 'solid-js';
import type { GuestInvited, GuestKind } from '#shared/protocol/guest.ts';
import { clockTime } from '../../app/clock.ts';
import { Button } from '../../ui/button.tsx';
import choices from '../../ui/choices.module.css';
import { Dialog } from '../../ui/dialog.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import field from '../../ui/text-field.module.css';
import { TextField } from '../../ui/text-field.tsx';
import type { Guests } from './create-guests.ts';
import styles from './guests.module.css';
import { words } from './words.ts';

const KINDS: readonly GuestKind[] = ['interpreter', 'family'];

/** Makes a link for an interpreter or a relative, and takes links back. */
export function GuestDialog(props: { guests: Guests }): JSX.Element {
  const [made, setMade] = createSignal<GuestInvited | null>(null);
  const close = () => {
    setMade(null);
    props.guests.setOpen(false);
  };
  return (
    <Show when={props.guests.open()}>
      <Dialog
        open
        onClose={close}
        title={words.guests}
        text={words.what}
        actions={
          <>
            <Show when={made() !== null}>
              <Button onClick={() => setMade(null)}>{words.another}</Button>
            </Show>
            <Button onClick={close}>{words.close}</Button>
          </>
        }
      >
        <Show when={made()} fallback={<Form guests={props.guests} onMade={setMade} />}>
          {(invited) => <Link invited={invited()} />}
        </Show>
        <Show when={props.guests.list().length > 0}>
          <ul class={styles['list']}>
            <For each={props.guests.list()}>
              {(guest) => (
                <li class={styles['inside']}>
                  <span class={styles['text']}>
                    {words.who_(guest)} {words.stages[guest.stage]}
                  </span>
                  <Show when={guest.stage === 'invited'}>
                    <Button onClick={() => void props.guests.act(guest.id, { action: 'end' })}>{words.takeBack}</Button>
                  </Show>
                </li>
              )}
            </For>
          </ul>
        </Show>
      </Dialog>
    </Show>
  );
}

function Form(props: { guests: Guests; onMade: (made: GuestInvited) => void }): JSX.Element {
  const [kind, setKind] = createSignal<GuestKind>('interpreter');
  const [name, setName] = createSignal('');
  const [language, setLanguage] = createSignal('');
  const [minutes, setMinutes] = createSignal(60);
  const [failed, setFailed] = createSignal('');
  const make = async () => {
    setFailed('');
    try {
      props.onMade(await props.guests.invite({ kind: kind(), name: name().trim(), language: language().trim(), minutes: minutes() }));
    } catch (error) {
      setFailed(error instanceof Error ? error.message : words.failed);
    }
  };
  return (
    <form
      class={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <fieldset class={choices['choices']} aria-label={words.who}>
        <For each={KINDS}>
          {(one) => (
            <label class={choices['choice']}>
              <input type="radio" name="kind" checked={kind() === one} onChange={() => setKind(one)} />
              {words[one]}
            </label>
          )}
        </For>
      </fieldset>
      <TextField label={words.name} required maxLength={60} placeholder={words.nameHint} value={name()} onText={setName} />
      <TextField label={words.language} maxLength={40} value={language()} onText={setLanguage} />
      <label class={field['field']}>
        {words.goodFor}
        <select class={field['input']} onChange={(event) => setMinutes(Number(event.currentTarget.value))}>
          <For each={Object.entries(words.times)}>
            {([value, text]) => (
              <option value={value} selected={Number(value) === minutes()}>
                {text}
              </option>
            )}
          </For>
        </select>
      </label>
      <Show when={failed() !== ''}>
        <p class={styles['failed']} role="alert">
          {failed()}
        </p>
      </Show>
      <Button kind="primary" type="submit" disabled={name().trim() === ''}>
        {words.make}
      </Button>
    </form>
  );
}

function Link(props: { invited: GuestInvited }): JSX.Element {
  const [copied, setCopied] = createSignal(false);
  const url = () => location.origin + props.invited.path;
  const until = () => clockTime(props.invited.guest.expiresAt).slice(0, 5);
  let shown!: HTMLInputElement;
  const copy = async () => {
    shown.select();
    // Without https there is no clipboard: the marked text is copied by hand.
    await navigator.clipboard?.writeText(url()).then(
      () => setCopied(true),
      () => undefined,
    );
  };
  return (
    <div class={styles['form']}>
      <p>
        <strong>{words.linkOf(props.invited.guest.name, until())}</strong> {words.once}
      </p>
      <QrCode text={url()} label={words.code(props.invited.guest.name)} />
      <input ref={shown} class={field['input']} readOnly value={url()} aria-label={words.linkOf(props.invited.guest.name, until())} />
      <Button kind="primary" onClick={() => void copy()}>
        {copied() ? words.copied : words.copy}
      </Button>
    </div>
  );
}
