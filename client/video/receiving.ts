import type { types } from 'mediasoup-client';
import type { Layer } from '#shared/media/layers.ts';
import type { MediaProducer } from '#shared/protocol/media.ts';
import type { Signalling } from './signalling.ts';

/** Sound or a picture of somebody else, as it arrives here. */
export interface Received {
  producer: MediaProducer;
  consumerId: string;
  track: MediaStreamTrack;
}

interface Held extends Received {
  consumer: types.Consumer;
  /** What the SFU was told last; undefined: nothing yet. */
  told: Layer | null | undefined;
}

/** Everything others send, consumed over one transport. Sound flows at once; a picture when somebody looks at it, in the layer of `setLayers`. */
export class Receiving {
  readonly #signalling: Signalling;
  readonly #transport: types.Transport;
  readonly #capabilities: types.RtpCapabilities;
  readonly #changed: () => void;
  readonly #held = new Map<string, Held>();
  readonly #asking = new Set<string>();
  #wanted: ReadonlyMap<string, Layer | null> = new Map();
  #soundBuffer: number | null = null;
  #closed = false;

  constructor(options: { signalling: Signalling; transport: types.Transport; capabilities: types.RtpCapabilities; changed: () => void }) {
    this.#signalling = options.signalling;
    this.#transport = options.transport;
    this.#capabilities = options.capabilities;
    this.#changed = options.changed;
  }

  get received(): Received[] {
    return [...this.#held.values()];
  }

  consumerOf(producerId: string): types.Consumer | undefined {
    return this.#held.get(producerId)?.consumer;
  }

  /** `producers`: all that others send now. */
  sync(producers: readonly MediaProducer[]): void {
    const present = new Set(producers.map(({ producerId }) => producerId));
    for (const id of this.#held.keys()) if (!present.has(id)) this.#drop(id);
    for (const producer of producers) {
      const held = this.#held.get(producer.producerId);
      if (held === undefined) void this.#consume(producer);
      else held.producer = producer;
    }
    this.#changed();
  }

  consumerClosed(consumerId: string): void {
    for (const [id, held] of this.#held) if (held.consumerId === consumerId) this.#drop(id);
    this.#changed();
  }

  setLayers(layers: ReadonlyMap<string, Layer | null>): void {
    this.#wanted = layers;
    for (const held of this.#held.values()) this.#tell(held);
  }

  /** How long sound is held at least before it is played, ms; null: as the browser thinks. */
  setSoundBuffer(ms: number | null): void {
    if (ms === this.#soundBuffer) return;
    this.#soundBuffer = ms;
    for (const held of this.#held.values()) this.#hold(held);
  }

  close(): void {
    this.#closed = true;
    for (const id of this.#held.keys()) this.#drop(id);
  }

  async #consume(producer: MediaProducer): Promise<void> {
    const { producerId } = producer;
    if (this.#asking.has(producerId)) return;
    this.#asking.add(producerId);
    try {
      const rtpCapabilities = this.#capabilities as unknown as Record<string, unknown>;
      const { consumerId, kind, rtpParameters } = await this.#signalling.ask('media:consume', { producerId, rtpCapabilities });
      const consumer = await this.#transport.consume({
        id: consumerId,
        producerId,
        kind,
        rtpParameters: rtpParameters as types.RtpParameters,
        // Each source is a stream of its own: the browser must not hold one person's sound back for another camera.
        streamId: `${producer.peerId}-${producer.source === 'camera' ? 'microphone' : producer.source}`,
      });
      if (this.#closed) return consumer.close();
      const held: Held = { producer, consumerId, track: consumer.track, consumer, told: undefined };
      this.#held.set(producerId, held);
      this.#tell(held);
      this.#hold(held);
      this.#changed();
    } catch {
      // It was closed meanwhile, or the room's next state names it again and it is asked for anew.
    } finally {
      this.#asking.delete(producerId);
    }
  }

  #tell(held: Held): void {
    const { consumerId } = held;
    const layer = held.producer.kind === 'audio' ? 0 : (this.#wanted.get(held.producer.producerId) ?? null);
    if (layer === held.told) return;
    const before = held.told;
    held.told = layer;
    const request =
      layer === null
        ? { consumerId, state: 'paused' as const }
        : { consumerId, ...(before === undefined || before === null ? { state: 'resumed' as const } : {}), spatialLayer: layer };
    this.#signalling.ask('media:consumer', request).catch(() => {
      held.told = undefined;
    });
  }

  /** `jitterBufferTarget` (webrtc-extensions §4.3): browsers without it decide alone. */
  #hold({ producer, consumer }: Held): void {
    const receiver = consumer.rtpReceiver as (RTCRtpReceiver & { jitterBufferTarget?: number | null }) | undefined;
    if (producer.kind === 'audio' && receiver !== undefined && 'jitterBufferTarget' in receiver)
      receiver.jitterBufferTarget = this.#soundBuffer;
  }

  #drop(producerId: string): void {
    this.#held.get(producerId)?.consumer.close();
    this.#held.delete(producerId);
  }
}
