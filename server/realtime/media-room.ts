import type { MediaPeer, MediaProducer, MediaRoom } from '#shared/protocol/media.ts';

/** From so many on, who joins starts muted: more open microphones than that are an echo. */
const START_MUTED_FROM = 4;

/** Who is in a consult's media and what they send: the state that everybody is told. Ids are the SFU's, people are ours. */
export class MediaRoomState {
  readonly consultId: string;
  readonly #peers = new Map<string, MediaPeer>();
  readonly #producers = new Map<string, MediaProducer>();
  readonly #consent: Set<string>;
  #speaking: string[] = [];

  constructor(consultId: string, consent: readonly string[]) {
    this.consultId = consultId;
    this.#consent = new Set(consent);
  }

  get empty(): boolean {
    return this.#peers.size === 0;
  }

  get startMuted(): boolean {
    return this.#peers.size > START_MUTED_FROM;
  }

  get snapshot(): MediaRoom {
    return {
      consultId: this.consultId,
      peers: [...this.#peers.values()],
      producers: [...this.#producers.values()],
      speaking: this.#speaking,
      consent: [...this.#consent],
    };
  }

  join(peerId: string, personId: string, limited: boolean): void {
    this.#peers.set(peerId, { peerId, personId, limited, hears: true, heard: true, why: '' });
  }

  leave(peerId: string): void {
    this.#peers.delete(peerId);
    for (const producer of this.#producers.values()) if (producer.peerId === peerId) this.#producers.delete(producer.producerId);
    const present = new Set([...this.#peers.values()].map(({ personId }) => personId));
    this.#speaking = this.#speaking.filter((personId) => present.has(personId));
  }

  /** Everybody is out at once: what ran the room is gone. */
  clear(): void {
    this.#peers.clear();
    this.#producers.clear();
    this.#speaking = [];
  }

  sends(producer: MediaProducer): void {
    this.#producers.set(producer.producerId, producer);
  }

  producer(producerId: string): MediaProducer | undefined {
    return this.#producers.get(producerId);
  }

  setPaused(producerId: string, paused: boolean): void {
    const producer = this.#producers.get(producerId);
    if (producer !== undefined) this.#producers.set(producerId, { ...producer, paused });
  }

  /** False when nobody knew it any more. */
  closed(producerId: string): boolean {
    return this.#producers.delete(producerId);
  }

  health(peerId: string, health: Pick<MediaPeer, 'hears' | 'heard' | 'why'>): void {
    const peer = this.#peers.get(peerId);
    if (peer !== undefined) this.#peers.set(peerId, { ...peer, ...health });
  }

  speaking(peerIds: readonly string[]): void {
    const people = peerIds.map((peerId) => this.#peers.get(peerId)?.personId).filter((one) => one !== undefined);
    this.#speaking = [...new Set(people)];
  }

  allows(personId: string): boolean {
    return this.#consent.has(personId);
  }

  /** False when it was so already. */
  setConsent(personId: string, granted: boolean): boolean {
    if (this.#consent.has(personId) === granted) return false;
    if (granted) this.#consent.add(personId);
    else this.#consent.delete(personId);
    return true;
  }
}
