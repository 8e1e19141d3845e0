import type { ServerStreamMessage } from '#shared/protocol/stream.ts';
import type { FrameModel } from '../live/study-model.ts';

/** What a session needs of the world: the socket it writes to, where codestreams come from, and the clock. */
export interface SessionPorts {
  sendText(message: ServerStreamMessage): void;
  sendBinary(message: Uint8Array): void;
  /** In memory right now, else undefined. */
  peek(frame: FrameModel): Buffer | undefined;
  /** Resolves when `peek` will answer; rejects when the derived file is gone (it is being made again). */
  fetch(frame: FrameModel): Promise<unknown>;
  now(): number;
  /** Pictures of people give way to a slice on this screen, or go on. */
  holdPictures(held: boolean): void;
}
