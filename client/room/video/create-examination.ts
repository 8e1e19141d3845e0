import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import type { CameraControl, MediaProducer } from '#shared/protocol/media.ts';
import type { Video } from './create-video.ts';
import { pictureKey } from './pictures.ts';
import { share, type View, WHOLE } from './zoom.ts';

/** A camera is told where to look this often at most while a finger moves, ms. */
const TELL_EVERY_MS = 150;

export type Examination = ReturnType<typeof createExamination>;

/**
 * How the large picture is enlarged. It belongs to the person's camera and not to the connection: after joining anew it is there again. What the camera
 * itself may do it is told, also when its holder allows it only later; the rest is done to the picture here.
 */
export function createExamination(video: Pick<Video, 'exam' | 'room' | 'move'>) {
  const [views, setViews] = createSignal<ReadonlyMap<string, View>>(new Map());
  const key = () => {
    const exam = video.exam();
    return exam === null ? '' : pictureKey(exam);
  };
  const allowed = createMemo(() => video.room()?.consent.includes(video.exam()?.personId ?? '') ?? false);
  const control: Accessor<CameraControl | null> = () => (allowed() ? (video.exam()?.control ?? null) : null);
  /** What looks closer: the camera; or the picture here, as the camera may not be moved by its holder's word, or cannot be. */
  const by = (): 'camera' | 'notAllowed' | 'fixed' =>
    control() !== null ? 'camera' : (video.exam()?.control ?? null) === null ? 'fixed' : 'notAllowed';
  const view = () => views().get(key()) ?? WHOLE;

  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const tell = (exam: MediaProducer | null) => {
    timer = undefined;
    const { move } = share(view(), control());
    // Refused when consent was withdrawn this instant: the room's next state shows it.
    if (exam !== null && move !== null) void video.move(exam.producerId, move).catch(() => undefined);
  };
  const go = (next: View) => {
    setViews((all) => new Map(all).set(key(), next));
    timer ??= setTimeout(() => tell(video.exam()), TELL_EVERY_MS);
  };
  // What was enlarged here becomes the camera's own as soon as it may be moved.
  createEffect(on([() => video.exam()?.producerId, allowed], ([, may]) => may && view() !== WHOLE && tell(video.exam())));

  return { view, go, control, by, digital: createMemo(() => share(view(), control()).digital) };
}
