import { type JSX, Show, useContext } from 'solid-js';
import { Icon, type IconName } from './icons.tsx';
import { MenuDone } from './menu.tsx';

export interface ToolButtonProps {
  /** Accessible name, in plain words. */
  name: string;
  icon?: IconName;
  /** On the button, when it has no icon, or beside it where there is room. */
  text?: string;
  keys?: string;
  pressed?: boolean;
  /** Why it cannot be used; null when it can. */
  unavailable?: string | null;
  onPress: () => void;
}

/** A button of the toolbar. One that cannot be used stays, and says why. */
export function ToolButton(props: ToolButtonProps): JSX.Element {
  const done = useContext(MenuDone);
  const title = () =>
    [props.name, props.keys ? `(${props.keys})` : '', props.unavailable ? `· ${props.unavailable}` : '']
      .filter((part) => part !== '')
      .join(' ');
  return (
    <button
      type="button"
      class="tool-button"
      classList={{ 'tool-text': props.icon === undefined }}
      aria-label={props.name}
      aria-keyshortcuts={props.keys}
      aria-pressed={props.pressed === undefined ? undefined : props.pressed}
      aria-disabled={props.unavailable ? true : undefined}
      aria-description={props.unavailable ?? undefined}
      title={title()}
      onClick={() => {
        if (props.unavailable) return;
        props.onPress();
        done();
      }}
    >
      <Show when={props.icon} keyed>
        {(name) => <Icon name={name} />}
      </Show>
      <Show when={props.text}>
        <span>{props.text}</span>
      </Show>
    </button>
  );
}
