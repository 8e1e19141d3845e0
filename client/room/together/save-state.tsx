import { createSignal, type JSX, onCleanup } from 'solid-js';
import { CLOSE } from '#shared/protocol/stream.ts';
import { clockTime } from '../../app/clock.ts';
import type { LinkState } from '../../collab/link.ts';
import type { SaveState as Saved } from '../../collab/save-ledger.ts';
import type { Together } from './create-together.ts';
import styles from './together.module.css';
import { words } from './words.ts';

/** A change that the server has not confirmed for so long is worth telling, ms: commits take a few. */
const WORTH_TELLING_MS = 2_000;

/** Whether everything is saved, in words, with the time. */
export function SaveState(props: { together: Together }): JSX.Element {
  const { link } = props.together.reading;
  const [now, setNow] = createSignal(Date.now());
  const timer = setInterval(() => setNow(Date.now()), 1_000);
  onCleanup(() => clearInterval(timer));
  const told = () => tell(link.state(), link.save(), now());
  return (
    <p class={styles['save']} role={told().calm ? 'status' : 'alert'} data-save={told().kind}>
      {told().text}
    </p>
  );
}

export interface Told {
  readonly kind: 'saved' | 'saving' | 'unsaved' | 'offline' | 'stopped';
  readonly text: string;
  readonly calm: boolean;
}

/** What to say about saving at the instant `now` (ms, this device's clock, as `since` is). */
export function tell(link: LinkState, save: Saved, now: number): Told {
  if (link.refused !== null)
    return { kind: 'stopped', text: link.refused === CLOSE.sessionEnded ? words.ended : words.stopped, calm: false };
  const clock = (ms: number) => clockTime(new Date(ms).toISOString());
  if (!link.up) {
    const since = link.since ?? now;
    if (save.kind === 'unsaved') return { kind: 'offline', text: words.offline(save.count, clock(save.since)), calm: false };
    if (now - since < WORTH_TELLING_MS) return { kind: 'saving', text: words.connecting, calm: true };
    return { kind: 'offline', text: words.offlineClean(clock(since)), calm: true };
  }
  if (save.kind === 'saved')
    return { kind: 'saved', text: save.savedAt === null ? words.nothingToSave : words.saved(clock(save.savedAt)), calm: true };
  if (now - save.since < WORTH_TELLING_MS) return { kind: 'saving', text: words.saving, calm: true };
  return { kind: 'unsaved', text: words.unsaved(save.count, clock(save.since)), calm: false };
}
