import type { Device, types } from 'mediasoup-client';
import type { CameraControl, MediaSource } from '#shared/protocol/media.ts';
import { produceOptions, type Sending } from './sending.ts';
import { MediaRefused, type Signalling } from './signalling.ts';

/** What is sent over, while there is a connection. */
export interface SendPath {
  device: Device;
  transport: Pick<types.Transport, 'produce'>;
}

/** Everything this person sends. It outlives the connection: over the next one it is produced again. */
export class Outgoing {
  readonly #signalling: Pick<Signalling, 'ask'>;
  readonly #changed: () => void;
  readonly #sending = new Map<MediaSource, Sending>();
  #path: SendPath | null = null;
  /** This person's role sees and hears, and sends nothing. */
  listensOnly = false;

  constructor(signalling: Pick<Signalling, 'ask'>, changed: () => void) {
    this.#signalling = signalling;
    this.#changed = changed;
  }

  get all(): readonly Sending[] {
    return [...this.#sending.values()];
  }

  /** Produces all of it over a new path; null: the path is gone. Throws MediaRefused. */
  async over(path: SendPath | null): Promise<void> {
    this.#path = path;
    for (const sending of this.#sending.values()) sending.producer = null;
    if (path !== null) for (const sending of this.all) await this.#produce(path, sending);
  }

  /** Sends a track, or puts it in the place of the one that was sent as the same source. The track is stopped when it is not sent any more. */
  async send(
    source: MediaSource,
    track: MediaStreamTrack,
    options: { muted?: boolean; control?: CameraControl | null } = {},
  ): Promise<void> {
    const before = this.#sending.get(source);
    const muted = options.muted ?? before?.muted ?? false;
    const sending: Sending = { source, track, muted, control: options.control ?? null, producer: before?.producer ?? null };
    this.#sending.set(source, sending);
    if (before !== undefined && before.track !== track) before.track.stop();
    const { producer } = sending;
    if (producer !== null && !producer.closed) {
      await producer.replaceTrack({ track });
      // One that was off and comes back on is off at the others until they are told.
      if (producer.paused !== muted) await this.mute(source, muted);
    } else if (this.#path !== null) await this.#produce(this.#path, sending);
    this.#changed();
  }

  async stop(source: MediaSource): Promise<void> {
    const sending = this.#sending.get(source);
    if (sending === undefined) return;
    this.#sending.delete(source);
    sending.track.stop();
    this.#changed();
    if (sending.producer !== null) await this.#close(sending.producer);
  }

  async mute(source: MediaSource, muted: boolean): Promise<void> {
    const sending = this.#sending.get(source);
    if (sending === undefined) return;
    sending.muted = muted;
    const { producer } = sending;
    this.#changed();
    if (producer !== null && !producer.closed) await this.#tellMuted(producer, muted);
  }

  /** Stops every device. */
  close(): void {
    for (const { track } of this.#sending.values()) track.stop();
    this.#sending.clear();
    this.#path = null;
  }

  async #produce(path: SendPath, sending: Sending): Promise<void> {
    // One that ended stays in its place: the person is asked to bring it back.
    if (sending.track.readyState === 'ended') return;
    const paused = sending.muted;
    const appData = { source: sending.source, paused, control: sending.control };
    let producer: types.Producer;
    try {
      producer = await path.transport.produce({ ...produceOptions(path.device, sending), appData });
    } catch (error) {
      if (!(error instanceof MediaRefused && error.code === 'FORBIDDEN')) throw error;
      // An observer: sees and hears.
      this.#sending.delete(sending.source);
      sending.track.stop();
      this.listensOnly = true;
      return this.#changed();
    }
    // Over another path by now, turned off, or another track in its place: nobody may go on seeing this one.
    if (this.#path !== path) return producer.close();
    if (this.#sending.get(sending.source) !== sending) return this.#close(producer);
    sending.producer = producer;
    if (sending.muted) producer.pause();
    // Turned off or on while it was on its way.
    if (sending.muted !== paused) await this.#tellMuted(producer, sending.muted);
    this.#changed();
  }

  async #tellMuted(producer: types.Producer, muted: boolean): Promise<void> {
    if (muted) producer.pause();
    else producer.resume();
    await this.#tell(producer, muted ? 'paused' : 'resumed');
  }

  async #close(producer: types.Producer): Promise<void> {
    if (producer.closed) return;
    producer.close();
    await this.#tell(producer, 'closed');
  }

  async #tell({ id }: types.Producer, state: 'paused' | 'resumed' | 'closed'): Promise<void> {
    await this.#signalling.ask('media:producer', { producerId: id, state }).catch(() => undefined);
  }
}
