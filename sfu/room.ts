import type { AudioLevelObserver, Router, WebRtcServer } from 'mediasoup/types';
import { AppError } from '#shared/protocol/errors.ts';
import { ESTIMATE_INTERVAL_MS, MAX_PEERS_PER_ROOM, MAX_SPEAKING, SPEECH_INTERVAL_MS, SPEECH_THRESHOLD_DBOV } from './limits.ts';
import { Peer } from './peer.ts';
import type { SfuAnswers, SfuEvent, SfuLoad, SfuRequest } from './sfu.ts';

export type RoomEvent = Exclude<SfuEvent, { t: 'room-closed' | 'availability' }>;

/** A router with its peers. A peer finds only what peers of its own room send. */
export class Room {
  readonly id: string;
  readonly router: Router;
  readonly #server: WebRtcServer;
  readonly #tell: (event: RoomEvent) => void;
  readonly #peers = new Map<string, Peer>();
  readonly #estimates = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #speech: AudioLevelObserver | undefined;
  #speaking = '';

  constructor(id: string, router: Router, server: WebRtcServer, tell: (event: RoomEvent) => void) {
    this.id = id;
    this.router = router;
    this.#server = server;
    this.#tell = tell;
    this.#timer = setInterval(() => this.#tellEstimates(), ESTIMATE_INTERVAL_MS);
    this.#timer.unref();
  }

  get empty(): boolean {
    return this.#peers.size === 0;
  }

  get load(): Omit<SfuLoad, 'workers' | 'rooms'> {
    const sum = { peers: this.#peers.size, transports: 0, producers: 0, consumers: 0 };
    for (const { load } of this.#peers.values()) {
      sum.transports += load.transports;
      sum.producers += load.producers;
      sum.consumers += load.consumers;
    }
    return sum;
  }

  /** Who joins twice is there once. */
  join(peerId: string): void {
    if (this.#peers.has(peerId)) return;
    if (this.#peers.size >= MAX_PEERS_PER_ROOM) throw new AppError('TOO_MANY_REQUESTS', { detail: 'The room is full.' });
    const roomId = this.id;
    this.#peers.set(
      peerId,
      new Peer(peerId, this.router, this.#server, {
        producerClosed: (producerId) => this.#tell({ t: 'producer-closed', roomId, peerId, producerId }),
        consumerClosed: (consumerId) => this.#tell({ t: 'consumer-closed', roomId, peerId, consumerId }),
        estimate: (availableBitrate) => this.#estimates.set(peerId, availableBitrate),
      }),
    );
  }

  leave(peerId: string): void {
    this.#peers.get(peerId)?.close();
    this.#peers.delete(peerId);
    this.#estimates.delete(peerId);
  }

  peer(peerId: string): Peer {
    const peer = this.#peers.get(peerId);
    if (peer === undefined) throw new AppError('NOT_FOUND');
    return peer;
  }

  async produce({ peerId, ...request }: SfuRequest<'produce'>): Promise<SfuAnswers['produce']> {
    const producer = await this.peer(peerId).produce(request);
    if (producer.kind === 'audio' && request.source === 'microphone') await (await this.#listen()).addProducer({ producerId: producer.id });
    if (producer.closed) throw new AppError('CONFLICT');
    return { producerId: producer.id };
  }

  consume({ peerId, producerId, rtpCapabilities }: SfuRequest<'consume'>): Promise<SfuAnswers['consume']> {
    const receiver = this.peer(peerId);
    for (const peer of this.#peers.values()) {
      const sent = peer.sent(producerId);
      if (sent !== undefined) return receiver.consume(sent, rtpCapabilities);
    }
    throw new AppError('NOT_FOUND');
  }

  close(): void {
    clearInterval(this.#timer);
    for (const peer of this.#peers.values()) peer.close();
    this.#peers.clear();
    this.router.close();
  }

  async #listen(): Promise<AudioLevelObserver> {
    if (this.#speech !== undefined) return this.#speech;
    const speech = await this.router.createAudioLevelObserver({
      maxEntries: MAX_SPEAKING,
      threshold: SPEECH_THRESHOLD_DBOV,
      interval: SPEECH_INTERVAL_MS,
    });
    if (this.#speech !== undefined) {
      speech.close();
      return this.#speech;
    }
    speech.on('volumes', (volumes) => this.#speak(volumes.map(({ producer }) => producer.id)));
    speech.on('silence', () => this.#speak([]));
    this.#speech = speech;
    return speech;
  }

  #speak(producerIds: readonly string[]): void {
    const peers = [...this.#peers.values()];
    const ids = producerIds.map((producerId) => peers.find((peer) => peer.sent(producerId) !== undefined)?.id);
    const peerIds = [...new Set(ids.filter((one) => one !== undefined))];
    if (peerIds.join() === this.#speaking) return;
    this.#speaking = peerIds.join();
    this.#tell({ t: 'speaking', roomId: this.id, peerIds });
  }

  #tellEstimates(): void {
    for (const [peerId, availableBitrate] of this.#estimates) this.#tell({ t: 'estimate', roomId: this.id, peerId, availableBitrate });
    this.#estimates.clear();
  }
}
