import { createSignal, type JSX, Show } from 'solid-js';
import { MARK_TEXT_MAX } from '#shared/protocol/marks.ts';
import { words } from '../words.ts';

/** A small dialog that asks for one text. `ask` gives null when the person gives up. */
export function createTextDialog() {
  const [asked, setAsked] = createSignal<{ present: string; answer: (text: string | null) => void } | null>(null);
  const ask = (present: string): Promise<string | null> => {
    asked()?.answer(null);
    return new Promise((resolve) => {
      const answer = (text: string | null): void => {
        setAsked(null);
        resolve(text);
      };
      setAsked({ present, answer });
    });
  };

  const View = (): JSX.Element => (
    <Show when={asked()} keyed>
      {({ present, answer }) => (
        <dialog
          class="text-dialog"
          aria-label={words.arrowText}
          ref={(dialog) =>
            queueMicrotask(() => {
              dialog.showModal();
              dialog.querySelector('input')?.focus();
            })
          }
          onCancel={() => answer(null)}
        >
          <form
            method="dialog"
            onSubmit={(event) => {
              event.preventDefault();
              const text = new FormData(event.currentTarget).get('text');
              answer(typeof text === 'string' && text.trim() !== '' ? text.trim() : null);
            }}
          >
            <label>
              {words.arrowText}
              <input name="text" value={present} maxLength={MARK_TEXT_MAX} autocomplete="off" />
            </label>
            <div class="text-dialog-buttons">
              <button type="button" onClick={() => answer(null)}>
                {words.cancel}
              </button>
              <button type="submit">{words.save}</button>
            </div>
          </form>
        </dialog>
      )}
    </Show>
  );
  return { ask, View };
}
