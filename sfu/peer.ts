import type { Consumer, Producer, Router, RtpCapabilities, RtpParameters, WebRtcServer, WebRtcTransport } from 'mediasoup/types';
import { AppError } from '#shared/protocol/errors.ts';
import type { MediaSource } from '#shared/protocol/media.ts';
import { checked } from './checked.ts';
import { dtlsParametersOf } from './dtls.ts';
import {
  ICE_CONSENT_TIMEOUT_S,
  INITIAL_OUTGOING_BITRATE,
  MAX_CONSUMERS_PER_PEER,
  MAX_ENCODINGS,
  MAX_INCOMING_BITRATE,
  MAX_PRODUCERS_PER_PEER,
  MAX_TRANSPORTS_PER_PEER,
} from './limits.ts';
import type { SfuAnswers, SfuRequest } from './sfu.ts';

/**
 * How the link's rate is shared among a peer's video consumers (mediasoup serves higher numbers first). Sound is not in it: mediasoup never holds
 * audio back. The hand-held camera is the examination.
 */
const PRIORITY: Record<MediaSource, number> = { microphone: 255, handheld: 3, camera: 2, screen: 2 };

export interface PeerTells {
  producerClosed(producerId: string): void;
  consumerClosed(consumerId: string): void;
  estimate(availableBitrate: number): void;
}

interface Closable {
  readonly closed: boolean;
  readonly observer: { once(name: 'close', listener: () => void): unknown };
}
type Kind = 'transports' | 'producers' | 'consumers';
type Sent = { producer: Producer; source: MediaSource };
/** `on`: its receiver wants it now. */
type Received = { consumer: Consumer; on: boolean };
type Transport = { transport: WebRtcTransport; direction: 'send' | 'receive' };

/** One who takes part in a room: what it sends and what it receives, each within its limits. Closing it closes all of that. */
export class Peer {
  readonly id: string;
  readonly #router: Router;
  readonly #server: WebRtcServer;
  readonly #tell: PeerTells;
  readonly #transports = new Map<string, Transport>();
  readonly #producers = new Map<string, Sent>();
  readonly #consumers = new Map<string, Received>();
  #held = false;
  /** Those that are just being made are counted too, so that many requests at once find the same limit. */
  readonly #taken = { transports: 0, producers: 0, consumers: 0 };

  constructor(id: string, router: Router, server: WebRtcServer, tell: PeerTells) {
    this.id = id;
    this.#router = router;
    this.#server = server;
    this.#tell = tell;
  }

  get load(): { transports: number; producers: number; consumers: number } {
    return { transports: this.#transports.size, producers: this.#producers.size, consumers: this.#consumers.size };
  }

  sent(producerId: string): Sent | undefined {
    return this.#producers.get(producerId);
  }

  async transport({ direction, forceTcp }: Pick<SfuRequest<'transport'>, 'direction' | 'forceTcp'>): Promise<SfuAnswers['transport']> {
    const made = await this.#within('transports', MAX_TRANSPORTS_PER_PEER, async () => {
      const transport = await this.#router.createWebRtcTransport({
        webRtcServer: this.#server,
        enableUdp: !forceTcp,
        enableTcp: true,
        preferUdp: true,
        iceConsentTimeout: ICE_CONSENT_TIMEOUT_S,
        initialAvailableOutgoingBitrate: INITIAL_OUTGOING_BITRATE,
      });
      this.#transports.set(transport.id, { transport, direction });
      transport.observer.once('close', () => this.#transports.delete(transport.id));
      transport.on('dtlsstatechange', (state) => {
        if (state === 'failed' || state === 'closed') transport.close();
      });
      if (direction === 'send') await transport.setMaxIncomingBitrate(MAX_INCOMING_BITRATE);
      else {
        transport.on('trace', ({ type, info }) => {
          if (type === 'bwe') this.#tell.estimate((info as { availableBitrate: number }).availableBitrate);
        });
        await transport.enableTraceEvent(['bwe']);
      }
      return transport;
    });
    const { id, iceParameters, iceCandidates, dtlsParameters } = made;
    return { id, iceParameters, iceCandidates, dtlsParameters };
  }

  async connect(transportId: string, dtlsParameters: object): Promise<object> {
    const { transport } = this.#transport(transportId);
    await checked(transport.connect({ dtlsParameters: dtlsParametersOf(dtlsParameters) }));
    return {};
  }

  async restartIce(transportId: string): Promise<SfuAnswers['restart-ice']> {
    return { iceParameters: await this.#transport(transportId).transport.restartIce() };
  }

  async produce(request: Pick<SfuRequest<'produce'>, 'transportId' | 'kind' | 'source' | 'rtpParameters' | 'paused'>): Promise<Producer> {
    const { kind, source, paused } = request;
    const { transport, direction } = this.#transport(request.transportId);
    const rtpParameters = request.rtpParameters as unknown as RtpParameters;
    const kindFits = source === 'screen' || (source === 'microphone') === (kind === 'audio');
    if (direction !== 'send' || !kindFits || (rtpParameters.encodings?.length ?? 0) > MAX_ENCODINGS) throw new AppError('BAD_REQUEST');
    return this.#within('producers', MAX_PRODUCERS_PER_PEER, async () => {
      const producer = await checked(transport.produce({ kind, rtpParameters, paused }));
      this.#producers.set(producer.id, { producer, source });
      producer.observer.once('close', () => {
        this.#producers.delete(producer.id);
        this.#tell.producerClosed(producer.id);
      });
      return producer;
    });
  }

  async setProducer(producerId: string, state: SfuRequest<'producer'>['state']): Promise<object> {
    const producer = this.#producers.get(producerId)?.producer;
    if (producer === undefined) throw new AppError('NOT_FOUND');
    if (state === 'closed') producer.close();
    else await (state === 'paused' ? producer.pause() : producer.resume());
    return {};
  }

  /** The consumer starts paused, so that its first key frame finds the receiver ready (mediasoup: `transport.consume`). */
  async consume({ producer, source }: Sent, capabilities: object): Promise<SfuAnswers['consume']> {
    const transport = [...this.#transports.values()].findLast((one) => one.direction === 'receive')?.transport;
    const rtpCapabilities = capabilities as RtpCapabilities;
    if (transport === undefined) throw new AppError('CONFLICT', { detail: 'There is no transport to receive with.' });
    const made = await this.#within('consumers', MAX_CONSUMERS_PER_PEER, async () => {
      const consumer = await checked(
        Promise.resolve().then(() => {
          if (!this.#router.canConsume({ producerId: producer.id, rtpCapabilities })) throw new AppError('BAD_REQUEST');
          return transport.consume({ producerId: producer.id, rtpCapabilities, paused: true });
        }),
      );
      this.#consumers.set(consumer.id, { consumer, on: false });
      consumer.observer.once('close', () => {
        this.#consumers.delete(consumer.id);
        this.#tell.consumerClosed(consumer.id);
      });
      if (consumer.kind === 'video') await consumer.setPriority(PRIORITY[source]);
      return consumer;
    });
    const { id, kind, rtpParameters, producerPaused } = made;
    return { consumerId: id, kind, rtpParameters, producerPaused };
  }

  async setConsumer({ consumerId, state, spatialLayer, keyFrame }: Omit<SfuRequest<'consumer'>, 'roomId' | 'peerId'>): Promise<object> {
    const received = this.#consumers.get(consumerId);
    if (received === undefined) throw new AppError('NOT_FOUND');
    const { consumer } = received;
    if (state === 'closed') {
      consumer.close();
      return {};
    }
    if (spatialLayer !== undefined && consumer.type === 'simulcast') await consumer.setPreferredLayers({ spatialLayer });
    if (state !== undefined) {
      received.on = state === 'resumed';
      await this.#run(received);
    }
    if (keyFrame === true && consumer.kind === 'video') await consumer.requestKeyFrame();
    return {};
  }

  /** Pictures stand still, or go on where their receiver wants them. */
  async hold(held: boolean): Promise<object> {
    if (held === this.#held) return {};
    this.#held = held;
    const pictures = [...this.#consumers.values()].filter(({ consumer, on }) => on && consumer.kind === 'video');
    await Promise.all(pictures.map((received) => this.#run(received)));
    return {};
  }

  close(): void {
    for (const { transport } of this.#transports.values()) transport.close();
  }

  async #run({ consumer, on }: Received): Promise<void> {
    await (on && !(this.#held && consumer.kind === 'video') ? consumer.resume() : consumer.pause());
  }

  #transport(transportId: string): Transport {
    const found = this.#transports.get(transportId);
    if (found === undefined) throw new AppError('NOT_FOUND');
    return found;
  }

  async #within<T extends Closable>(what: Kind, limit: number, make: () => Promise<T>): Promise<T> {
    if (this.#taken[what] >= limit) throw new AppError('TOO_MANY_REQUESTS', { detail: `At most ${limit} ${what} each.` });
    this.#taken[what]++;
    const release = () => this.#taken[what]--;
    try {
      const made = await make();
      if (made.closed) release();
      else made.observer.once('close', release);
      return made;
    } catch (error) {
      release();
      throw error;
    }
  }
}
