import { Device, type types } from 'mediasoup-client';
import type { Layer } from '#shared/media/layers.ts';
import type { MediaAvailability, MediaRoom } from '#shared/protocol/media.ts';
import { Outgoing } from './outgoing.ts';
import { type Received, Receiving } from './receiving.ts';
import type { Sending } from './sending.ts';
import { type EventSocket, MediaRefused, Signalling } from './signalling.ts';
import { MediaTransport } from './transport.ts';

/** `since`: ms since the epoch. `why`: in words, from the server or by `code`. */
export type SessionState =
  | { kind: 'off' }
  | { kind: 'joining'; since: number }
  | { kind: 'live'; since: number }
  | { kind: 'lost'; since: number; reason: 'path' | 'signalling' | 'server'; why: string }
  /** For good: this person may not, or the browser cannot. */
  | { kind: 'refused'; why: string };

/** Waits before joining anew, ms. */
const WAITS = [200, 700, 1_500, 3_000, 5_000] as const;
/** After so many rejoinings in vain the next ones go over TCP: a firewall that lets UDP begin and then drops it is not rare. */
const TCP_AFTER = 2;

/** What cannot be cured by trying again. NOT_FOUND can: after a reconnection the room may not have been entered yet. */
const FINAL: readonly string[] = ['FORBIDDEN'];

interface Connection {
  device: Device;
  peerId: string;
  send: MediaTransport;
  receive: MediaTransport;
  receiving: Receiving;
  up: { send: boolean; receive: boolean };
}

/**
 * Audio, video and screen of one person in one room. What is sent is kept while the connection comes and goes: after the socket, the path or the
 * server was lost the room is joined anew and everything is there again.
 */
export class MediaSession {
  readonly #signalling: Signalling;
  readonly #changed: () => void;
  readonly #outgoing: Outgoing;
  readonly #stops: (() => void)[] = [];
  #state: SessionState = { kind: 'off' };
  #room: MediaRoom | null = null;
  #connection: Connection | null = null;
  #device: { key: string; device: Device } | null = null;
  #layers: ReadonlyMap<string, Layer | null> = new Map();
  #attempt = 0;
  #generation = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What the server said of its SFU last; null: nothing yet. */
  availability: MediaAvailability | null = null;
  /** So many were in the room at the last joining that one starts muted. */
  startMuted = false;
  /** Bit/s, of `media:estimate`. */
  estimate: number | null = null;

  constructor(socket: EventSocket, consultId: string, changed: () => void) {
    this.#signalling = new Signalling(socket, consultId);
    this.#changed = changed;
    this.#outgoing = new Outgoing(this.#signalling, changed);
    const listeners = {
      'media:room': (room: MediaRoom) => room.consultId === consultId && this.#gotRoom(room),
      'media:estimate': ({ availableBitrate }: { availableBitrate: number }) => {
        this.estimate = availableBitrate;
      },
      'media:consumer-closed': ({ consumerId }: { consumerId: string }) => this.#connection?.receiving.consumerClosed(consumerId),
      'media:availability': (availability: MediaAvailability) => this.#available(availability),
      connect: () => this.#state.kind !== 'off' && this.#state.kind !== 'refused' && this.#rejoin(0),
      disconnect: () => this.#lose('signalling', ''),
    };
    // One table for on and off; the socket's overloads cannot follow a name that varies.
    const wire = socket as { on(name: string, listener: unknown): void; off(name: string, listener: unknown): void };
    for (const [name, listener] of Object.entries(listeners)) wire.on(name, listener);
    const onNetwork = () => this.#networkChanged();
    const connection = (navigator as Navigator & { connection?: EventTarget }).connection;
    addEventListener('online', onNetwork);
    connection?.addEventListener('change', onNetwork);
    this.#stops.push(() => {
      for (const [name, listener] of Object.entries(listeners)) wire.off(name, listener);
      removeEventListener('online', onNetwork);
      connection?.removeEventListener('change', onNetwork);
    });
  }

  get state(): SessionState {
    return this.#state;
  }
  get room(): MediaRoom | null {
    return this.#room;
  }
  get peerId(): string | null {
    return this.#connection?.peerId ?? null;
  }
  get sending(): readonly Sending[] {
    return this.#outgoing.all;
  }
  get listensOnly(): boolean {
    return this.#outgoing.listensOnly;
  }
  get received(): readonly Received[] {
    return this.#connection?.receiving.received ?? [];
  }

  /** Resolves after the first attempt, whatever came of it: `state` says, and further attempts are made by themselves. */
  async join(): Promise<void> {
    this.#set({ kind: 'joining', since: Date.now() });
    await this.#connect(++this.#generation);
  }

  async leave(): Promise<void> {
    this.#generation++;
    clearTimeout(this.#timer);
    this.#drop();
    this.#outgoing.close();
    if (this.#state.kind !== 'off') this.#signalling.ask('media:leave', {}).catch(() => undefined);
    this.#room = null;
    this.#set({ kind: 'off' });
  }

  /** Sends a track; see `Outgoing`, which keeps it over every connection. */
  get send(): Outgoing['send'] {
    return this.#outgoing.send.bind(this.#outgoing);
  }
  get stop(): Outgoing['stop'] {
    return this.#outgoing.stop.bind(this.#outgoing);
  }
  get mute(): Outgoing['mute'] {
    return this.#outgoing.mute.bind(this.#outgoing);
  }

  setLayers(layers: ReadonlyMap<string, Layer | null>): void {
    this.#layers = layers;
    this.#connection?.receiving.setLayers(layers);
  }

  /** See `Receiving`; said again with every look at the link. */
  setSoundBuffer(ms: number | null): void {
    this.#connection?.receiving.setSoundBuffer(ms);
  }

  /** Throws MediaRefused. */
  get ask(): Signalling['ask'] {
    return this.#signalling.ask.bind(this.#signalling);
  }

  receiveStats(): Promise<RTCStatsReport> | null {
    const transport = this.#connection?.receive.transport;
    return transport === undefined || transport.closed ? null : transport.getStats();
  }

  sendStats(): Promise<RTCStatsReport> | null {
    const transport = this.#connection?.send.transport;
    return transport === undefined || transport.closed ? null : transport.getStats();
  }

  async close(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop();
    await this.leave();
    this.#signalling.close();
  }

  async #connect(generation: number): Promise<void> {
    const stale = () => generation !== this.#generation;
    try {
      const joined = await this.#signalling.ask('media:join', { rtpCapabilities: null });
      if (stale()) return;
      this.startMuted = joined.startMuted;
      const device = await this.#loadedFor(joined.routerRtpCapabilities as types.RtpCapabilities);
      const common = { signalling: this.#signalling, device, iceServers: joined.iceServers, forceTcp: this.#attempt > TCP_AFTER };
      const up = { send: true, receive: true };
      const onPath = (direction: 'send' | 'receive') => (path: boolean) => {
        if (stale()) return;
        up[direction] = path;
        if (up.send && up.receive) this.#live();
        else this.#lose('path', '');
      };
      const onDead = () => !stale() && this.#rejoin(0);
      const [receive, send] = await MediaTransport.both(
        { ...common, direction: 'receive', onPath: onPath('receive'), onDead },
        { ...common, direction: 'send', onPath: onPath('send'), onDead },
      );
      if (stale()) {
        receive.close();
        send.close();
        return;
      }
      const receiving = new Receiving({
        signalling: this.#signalling,
        transport: receive.transport,
        capabilities: device.recvRtpCapabilities,
        changed: this.#changed,
      });
      receiving.setLayers(this.#layers);
      const connection: Connection = { device, peerId: joined.peerId, send, receive, receiving, up };
      this.#connection = connection;
      this.#gotRoom(this.#room?.consultId === joined.room.consultId && this.#roomIsNewer(joined.peerId) ? this.#room : joined.room);
      this.#live();
      await this.#outgoing.over({ device, transport: send.transport });
    } catch (error) {
      if (stale()) return;
      if (error instanceof MediaRefused && FINAL.includes(error.code)) return this.#refuse(error.code);
      if (error instanceof Error && error.name === 'UnsupportedError') return this.#refuse('UNSUPPORTED');
      this.#lose(error instanceof MediaRefused && error.code !== '' ? 'server' : 'path', '');
      this.#rejoin(WAITS[Math.min(this.#attempt++, WAITS.length - 1)]!);
    }
  }

  /** What this browser can do is asked of it once: with a busy processor that takes a while, and somebody waits for the picture. */
  async #loadedFor(routerRtpCapabilities: types.RtpCapabilities): Promise<Device> {
    const key = JSON.stringify(routerRtpCapabilities);
    if (this.#device?.key === key) return this.#device.device;
    const device = await Device.factory();
    await device.load({ routerRtpCapabilities });
    this.#device = { key, device };
    return device;
  }

  /** A `media:room` that overtook the answer of `media:join` and knows us already. */
  #roomIsNewer(peerId: string): boolean {
    return this.#room?.peers.some((peer) => peer.peerId === peerId) ?? false;
  }

  #gotRoom(room: MediaRoom): void {
    this.#room = room;
    const own = this.#connection?.peerId;
    this.#connection?.receiving.sync(room.producers.filter(({ peerId }) => peerId !== own));
    this.#changed();
  }

  #available(availability: MediaAvailability): void {
    this.availability = availability;
    this.#changed();
    if (this.#state.kind === 'off' || this.#state.kind === 'refused') return;
    if (availability.state === 'ready') {
      // After `down` everybody joins anew; the first word on a fresh connection changes nothing.
      if (this.#state.kind === 'lost' && this.#state.reason === 'server') this.#rejoin(0);
      return;
    }
    this.#generation++;
    this.#drop();
    this.#lose('server', availability.why);
  }

  #networkChanged(): void {
    this.#connection?.send.networkChanged();
    this.#connection?.receive.networkChanged();
  }

  #rejoin(wait: number): void {
    clearTimeout(this.#timer);
    const generation = ++this.#generation;
    this.#drop();
    if (this.#state.kind === 'live') this.#lose('path', '');
    this.#timer = setTimeout(() => void this.#connect(generation), wait);
  }

  #live(): void {
    if (this.#connection === null || this.#state.kind === 'live') return;
    this.#set({ kind: 'live', since: Date.now() });
    this.#attempt = 0;
  }

  #lose(reason: 'path' | 'signalling' | 'server', why: string): void {
    if (this.#state.kind === 'off' || this.#state.kind === 'refused') return;
    const since = this.#state.kind === 'lost' ? this.#state.since : Date.now();
    this.#set({ kind: 'lost', since, reason, why });
  }

  #refuse(why: string): void {
    this.#drop();
    this.#set({ kind: 'refused', why });
  }

  #drop(): void {
    const connection = this.#connection;
    this.#connection = null;
    void this.#outgoing.over(null);
    connection?.receiving.close();
    connection?.send.close();
    connection?.receive.close();
    this.estimate = null;
  }

  #set(state: SessionState): void {
    this.#state = state;
    this.#changed();
  }
}
