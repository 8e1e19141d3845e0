import { createContext, createSignal, type JSX, onCleanup, Show } from 'solid-js';
import { Icon, type IconName } from './icons.tsx';

/** Closes the menu around a button that has done its work; does nothing outside of one. */
export const MenuDone = createContext<() => void>(() => undefined);

/** A button that opens a small panel above itself; closes by itself when the work in it is done. */
export function Menu(props: { name: string; icon: IconName; text?: string; children: JSX.Element }): JSX.Element {
  let root!: HTMLFieldSetElement;
  let button!: HTMLButtonElement;
  const [open, setOpen] = createSignal(false);
  const outside = (event: PointerEvent): void => {
    if (!root.contains(event.target as Node)) show(false);
  };
  const show = (on: boolean): void => {
    setOpen(on);
    if (on) document.addEventListener('pointerdown', outside, true);
    else document.removeEventListener('pointerdown', outside, true);
  };
  onCleanup(() => document.removeEventListener('pointerdown', outside, true));
  return (
    <fieldset
      class="menu"
      ref={root}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open()) return;
        event.stopPropagation();
        show(false);
        button.focus();
      }}
    >
      <button
        type="button"
        class="tool-button"
        ref={button}
        aria-label={props.name}
        aria-haspopup="true"
        aria-expanded={open()}
        title={props.name}
        onClick={() => show(!open())}
      >
        <Icon name={props.icon} />
        <Show when={props.text}>
          <span>{props.text}</span>
        </Show>
      </button>
      <Show when={open()}>
        <div class="menu-panel">
          <MenuDone.Provider value={() => show(false)}>{props.children}</MenuDone.Provider>
        </div>
      </Show>
    </fieldset>
  );
}
