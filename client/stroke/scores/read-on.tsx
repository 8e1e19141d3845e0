import { type Accessor, type JSX, Show } from 'solid-js';
import type { ImageReference } from '#shared/protocol/record.ts';
import { Button } from '../../ui/button.tsx';
import type { Viewer } from '../../viewer/api.ts';
import panel from '../ui/panel.module.css';
import { imageName } from './create-on-screen.ts';
import { words } from './words.ts';

/** Which slice something was read on, one tap to see it, and one to say that it is another: the one on the screen. */
export function ReadOn(props: {
  /** What was read, for the names of the buttons. */
  of: string;
  viewer: Accessor<Viewer | null>;
  image: ImageReference | null;
  onScreen: ImageReference | null;
  disabled: boolean;
  onLink: (image: ImageReference) => void;
}): JSX.Element {
  const name = (image: ImageReference) => imageName(props.viewer(), image) ?? words.sliceElsewhere;
  const other = () => {
    const { image, onScreen } = props;
    const same = image?.sopInstanceUid === onScreen?.sopInstanceUid && image?.frame === onScreen?.frame;
    return same ? null : onScreen;
  };
  return (
    <div class={panel['row']} data-read-on={props.image?.sopInstanceUid ?? ''}>
      <Show when={props.image} fallback={<span class={panel['amber']}>{words.notReadYet}</span>}>
        {(image) => (
          <>
            <span>{words.readOnSlice(name(image()))}</span>
            <Button
              kind="quiet"
              aria-label={words.showOf(props.of)}
              data-image={image().sopInstanceUid}
              onClick={() => props.viewer()?.showSlice(image())}
            >
              {words.show}
            </Button>
          </>
        )}
      </Show>
      <Show when={other()}>
        {(onScreen) => (
          <Button class={panel['enter']} disabled={props.disabled} onClick={() => props.onLink(onScreen())}>
            {words.readHere(props.of, name(onScreen()))}
          </Button>
        )}
      </Show>
    </div>
  );
}
