import { type JSX, Show } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { words } from '../words.ts';
import type { Entering } from './create-entering.ts';
import panel from './panel.module.css';

/** Fields, one button that enters them, and the server's answer no below. */
export function EntryForm(props: {
  /** What is entered, in words: the name of the button. */
  what: string;
  entering: Entering;
  ready: boolean;
  onSubmit: () => Promise<void>;
  children: JSX.Element;
}): JSX.Element {
  return (
    <>
      <form
        class={panel['row']}
        onSubmit={(event) => {
          event.preventDefault();
          void props.onSubmit();
        }}
      >
        {props.children}
        <Button type="submit" class={panel['enter']} disabled={!props.ready || props.entering.busy()}>
          {words.enterWhat(props.what)}
        </Button>
      </form>
      <Fault entering={props.entering} />
    </>
  );
}

export function Fault(props: { entering: Entering }): JSX.Element {
  return (
    <Show when={props.entering.error()}>
      {(why) => (
        <p role="alert" class={panel['red']}>
          {why()}
        </p>
      )}
    </Show>
  );
}
