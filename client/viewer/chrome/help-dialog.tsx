import { For, type JSX, Show } from 'solid-js';
import { words } from '../words.ts';

/** All keys at a glance. */
export function HelpDialog(props: { open: boolean; onClose: () => void }): JSX.Element {
  return (
    <Show when={props.open}>
      <dialog
        class="help-dialog"
        aria-label={words.help}
        ref={(dialog) => queueMicrotask(() => dialog.showModal())}
        onClose={() => props.onClose()}
      >
        <h2>{words.help}</h2>
        <dl>
          <For each={words.keys}>
            {([keys, what]) => (
              <div>
                <dt>
                  <kbd>{keys}</kbd>
                </dt>
                <dd>{what}</dd>
              </div>
            )}
          </For>
        </dl>
        <form method="dialog">
          <button type="submit">{words.close}</button>
        </form>
      </dialog>
    </Show>
  );
}
