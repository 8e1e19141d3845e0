import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import { type Health, healthOf, QUIET_MS } from '../../video/health.ts';
import type { Counted } from '../../video/measure.ts';
import type { MediaSession } from '../../video/session.ts';
import { type TrackFate, watchTrack } from '../../video/track-watch.ts';
import { healthWords } from './words.ts';

/** Whether the person here hears and is heard; told to the room whenever it changes and after joining anew. */
export function createHealth({ session, version }: { session: MediaSession; version: Accessor<number> }) {
  const [fate, setFate] = createSignal<TrackFate | null>(null);
  const [plays, setPlays] = createSignal(true);
  const [quietMs, setQuietMs] = createSignal<number | null>(0);
  const microphone = createMemo(() => {
    version();
    return session.sending.find(({ source }) => source === 'microphone')?.track ?? null;
  });
  createEffect(
    on(microphone, (track) => {
      setFate(track === null ? null : 'fine');
      if (track !== null) onCleanup(watchTrack(track, setFate));
    }),
  );

  let packets = -1;
  let heardAt = performance.now();
  const counted = ({ audioPackets, at }: Counted) => {
    if (audioPackets !== packets) heardAt = at;
    packets = audioPackets;
    setQuietMs(at - heardAt < QUIET_MS ? 0 : QUIET_MS);
  };

  const health = createMemo<Health>(() => {
    version();
    const voices = session.received.filter(({ producer }) => producer.kind === 'audio' && !producer.paused).length;
    if (voices === 0) heardAt = performance.now();
    return healthOf({ live: session.state.kind === 'live', voices, quietMs: quietMs(), plays: plays(), microphone: fate() });
  });
  const told = createMemo(() => {
    version();
    return session.state.kind === 'live' ? JSON.stringify([session.peerId, health()]) : '';
  });
  createEffect(
    on(told, (text) => {
      if (text === '') return;
      const { hears, heard, why } = health();
      // Said again with the next change, should this one be lost.
      void session.ask('media:health', { hears, heard, why: healthWords[why] }).catch(() => undefined);
    }),
  );
  return { health, fate, setPlays, counted };
}
