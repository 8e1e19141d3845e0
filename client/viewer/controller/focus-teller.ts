import { type FocusView, MAX_FOCUS_VIEWS } from '#shared/protocol/stream.ts';
import type { StreamClient } from '../stream/stream-client.ts';

/** Tells the server what is on the screen, at most once a frame and only when it changed. */
export function createFocusTeller(stream: StreamClient, own: () => FocusView[]) {
  let leader: FocusView[] = [];
  let told = '';
  let scheduled = false;

  const tell = (): void => {
    scheduled = false;
    const views = own().slice(0, MAX_FOCUS_VIEWS);
    const text = JSON.stringify([views, leader]);
    if (text === told) return;
    told = text;
    stream.tell({ k: 'focus', own: views, leader });
  };
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(tell);
  };
  return {
    schedule,
    setLeader: (views: FocusView[]): void => {
      leader = views;
      schedule();
    },
  };
}
