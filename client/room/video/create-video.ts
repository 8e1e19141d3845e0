import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import type { BudgetReason } from '#shared/media/budget.ts';
import type { RosterEntry } from '#shared/protocol/events.ts';
import type { MediaAvailability, MediaProducer, MediaRoom, MediaSource } from '#shared/protocol/media.ts';
import type { EventSocket } from '../../app/events.ts';
import {
  controlOf,
  type DeviceChoice,
  moveCamera,
  openCamera,
  openHandheld,
  openMicrophone,
  openScreen,
  rememberedChoice,
} from '../../video/devices.ts';
import type { Received } from '../../video/receiving.ts';
import type { Sending } from '../../video/sending.ts';
import { MediaSession, type SessionState } from '../../video/session.ts';
import type { TrackFate } from '../../video/track-watch.ts';
import type { Viewer } from '../../viewer/api.ts';
import { createHealth } from './create-health.ts';
import { createLayout, type Layout } from './create-layout.ts';
import { makeLasting } from './lasting.ts';
import { callPeople, examPicture, isBedside, type NamedPerson, type Picked, pictureKey } from './pictures.ts';
import { makeSteering } from './steering.ts';
import { words } from './words.ts';

export interface VideoOptions {
  socket: EventSocket;
  consultId: string;
  personId: string;
  people: Accessor<readonly RosterEntry[]>;
  authors: Accessor<readonly NamedPerson[]>;
  viewer: Accessor<Viewer | null>;
}

/** What one starts with, from the preview. */
export interface Start {
  choice: DeviceChoice;
  camera: MediaStreamTrack | null;
  microphone: MediaStreamTrack | null;
  muted: boolean;
}

export type Video = ReturnType<typeof createVideo>;

/** Audio and video of one room for one person; ends with its owner. */
export function createVideo(options: VideoOptions) {
  const [version, changed] = createSignal(0);
  const [picked, setPicked] = createSignal<Picked | null>(null);
  const [reason, setReason] = createSignal<BudgetReason>('all-shown');
  const [wire, setWire] = createSignal<'udp' | 'tcp' | null>(null);
  const [movedBy, setMovedBy] = createSignal<string | null>(null);
  const [startedMuted, setStartedMuted] = createSignal(false);
  const [choice, setChoice] = createSignal(rememberedChoice());
  const session = new MediaSession(options.socket, options.consultId, () => changed((n) => n + 1));
  const read =
    <T>(get: () => T): Accessor<T> =>
    () => {
      version();
      return get();
    };
  const state: Accessor<SessionState> = createMemo(read(() => session.state));
  const room: Accessor<MediaRoom | null> = createMemo(read(() => session.room));
  const sending: Accessor<readonly Sending[]> = read(() => session.sending);
  const received: Accessor<readonly Received[]> = read(() => session.received);
  const availability: Accessor<MediaAvailability | null> = read(() => session.availability);
  const names = createMemo<readonly NamedPerson[]>(() => [...options.people(), ...options.authors()]);
  const own = (source: MediaSource) => sending().find((one) => one.source === source);
  const on_ = createMemo(() => !['off', 'refused'].includes(state().kind));
  const exam = createMemo<MediaProducer | null>(() => examPicture(room(), names(), read(() => session.peerId)(), picked()));
  const people = createMemo(() => callPeople(room(), names(), read(() => session.peerId)(), words.guest));
  const me = createMemo(() => options.people().find(({ personId }) => personId === options.personId));

  const lasting = makeLasting();
  /** A picture may be shown in two places while it moves from one to the other. */
  const heights = new Map<string, Set<() => number>>();
  const health = createHealth({ session, version });
  const steering = makeSteering({
    session,
    viewer: options.viewer,
    exam: () => exam()?.producerId ?? null,
    shownHeight: (id) => Math.max(0, ...[...(heights.get(id) ?? [])].map((height) => height())),
    tell: (allocation, counted) => {
      setReason(lasting(allocation.reason, counted.at));
      setWire(counted.protocol);
      health.counted(counted);
    },
  });
  // A picture that has just come does not wait for the next look.
  createEffect(
    on(
      () =>
        received()
          .map(({ consumerId }) => consumerId)
          .join(),
      () => steering.look(),
      { defer: true },
    ),
  );
  createEffect(on(options.viewer, (viewer) => viewer && onCleanup(viewer.on('load', (load) => steering.load(load)))));

  let movedTimer: ReturnType<typeof setTimeout> | undefined;
  const onAsked = (asked: { producerId: string; by: string; zoom?: number; pan?: number; tilt?: number; torch?: boolean }) => {
    const track = session.sending.find(({ producer }) => producer?.id === asked.producerId)?.track;
    if (track === undefined) return;
    // A camera that refuses a value stays where it is.
    void moveCamera(track, asked).catch(() => undefined);
    setMovedBy(names().find(({ personId }) => personId === asked.by)?.name ?? words.guest);
    clearTimeout(movedTimer);
    movedTimer = setTimeout(() => setMovedBy(null), 4_000);
  };
  options.socket.on('media:camera-asked', onAsked);

  const endWith = (source: MediaSource, track: MediaStreamTrack) =>
    track.addEventListener('ended', () => session.sending.some((one) => one.track === track) && void session.stop(source));

  const start = async ({ choice: chosen, camera, microphone, muted }: Start): Promise<void> => {
    setChoice(chosen);
    await session.join();
    const mustMute = session.startMuted;
    setStartedMuted(mustMute);
    if (microphone !== null) await session.send('microphone', microphone, { muted: muted || mustMute });
    if (camera !== null) await session.send('camera', camera, { control: controlOf(camera) });
  };
  const toggleCamera = async (): Promise<void> => {
    if (own('camera') !== undefined) return session.stop('camera');
    const camera = await openCamera(choice().camera, isBedside(me()?.role));
    await session.send('camera', camera, { control: controlOf(camera) });
  };
  const toggle = (source: 'handheld' | 'screen', open: () => Promise<MediaStreamTrack>) => async (): Promise<void> => {
    if (own(source) !== undefined) return session.stop(source);
    const track = await open();
    endWith(source, track);
    await session.send(source, track, { control: source === 'handheld' ? controlOf(track) : null });
  };

  onCleanup(() => {
    clearTimeout(movedTimer);
    options.socket.off('media:camera-asked', onAsked);
    steering.close();
    void session.close();
  });
  return {
    state,
    on: on_,
    room,
    sending,
    received,
    people,
    exam,
    pick: (picture: MediaProducer) => setPicked({ producerId: picture.producerId, key: pictureKey(picture) }),
    reason,
    wire,
    choice,
    availability,
    movedBy,
    listensOnly: read(() => session.listensOnly),
    startedMuted,
    me,
    own,
    names,
    layout: createLayout(),
    health: health.health,
    fate: health.fate as Accessor<TrackFate | null>,
    setPlays: health.setPlays,
    start,
    leave: () => session.leave(),
    toggleMicrophone: () => session.mute('microphone', !(own('microphone')?.muted ?? true)),
    toggleCamera,
    toggleHandheld: toggle('handheld', () => openHandheld(own('camera')?.track.getSettings().deviceId ?? '')),
    toggleScreen: toggle('screen', openScreen),
    /** Takes the microphone anew, on; rejects with DeviceError. */
    bringMicrophoneBack: async () => session.send('microphone', await openMicrophone(choice().microphone), { muted: false }),
    consent: (granted: boolean) => session.ask('media:consent', { granted }).then(() => undefined),
    move: (producerId: string, move: { zoom?: number; pan?: number; tilt?: number; torch?: boolean }) =>
      session.ask('media:camera', { producerId, ...move }).then(() => undefined),
    /** Called by what shows a picture: how high, in device pixels. Returns the way to take it back. */
    shows: (producerId: string, height: () => number) => {
      const places = heights.get(producerId) ?? new Set();
      heights.set(producerId, places.add(height));
      return () => {
        places.delete(height);
        if (places.size === 0 && heights.get(producerId) === places) heights.delete(producerId);
      };
    },
  };
}

export type { Layout };
