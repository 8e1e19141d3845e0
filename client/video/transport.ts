import type { Device, types } from 'mediasoup-client';
import type { IceServer, MediaKind, MediaSource } from '#shared/protocol/media.ts';
import type { Signalling } from './signalling.ts';

/** A path that was lost is looked for again after this, ms, and then as often, so many times; after that everything is made anew. */
export const RESTART_AFTER_MS = 1_500;
export const RESTART_EVERY_MS = 3_000;
export const RESTARTS = 4;

export interface TransportOptions {
  signalling: Signalling;
  device: Device;
  direction: 'send' | 'receive';
  iceServers: IceServer[];
  forceTcp: boolean;
  /** The path works or does not; told when it changes. */
  onPath: (up: boolean) => void;
  /** Looking for a path again has not helped. */
  onDead: () => void;
}

/** One direction of media. Looks for its path again by itself (ICE restart, RFC 8445 §9) when it is lost or the network changes. */
export class MediaTransport {
  readonly transport: types.Transport;
  readonly #options: TransportOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #restarts = 0;
  #everUp = false;

  static async open(options: TransportOptions): Promise<MediaTransport> {
    const { signalling, device, direction, forceTcp, iceServers } = options;
    const made = await signalling.ask('media:transport', { direction, forceTcp });
    const parameters = { ...(made as unknown as types.TransportOptions), iceServers };
    const transport = direction === 'send' ? device.createSendTransport(parameters) : device.createRecvTransport(parameters);
    return new MediaTransport(transport, options);
  }

  /** Two at once; when one cannot be had the other is closed. */
  static async both(one: TransportOptions, other: TransportOptions): Promise<[MediaTransport, MediaTransport]> {
    const opened = await Promise.allSettled([MediaTransport.open(one), MediaTransport.open(other)]);
    const [first, second] = opened;
    if (first.status === 'fulfilled' && second.status === 'fulfilled') return [first.value, second.value];
    for (const each of opened) if (each.status === 'fulfilled') each.value.close();
    throw first.status === 'rejected' ? first.reason : (second as PromiseRejectedResult).reason;
  }

  private constructor(transport: types.Transport, options: TransportOptions) {
    this.transport = transport;
    this.#options = options;
    const { signalling } = options;
    transport.on('connect', ({ dtlsParameters }, done, failed) => {
      signalling
        .ask('media:connect', { transportId: transport.id, dtlsParameters: dtlsParameters as unknown as Record<string, unknown> })
        .then(() => done(), failed);
    });
    transport.on('produce', ({ kind, rtpParameters, appData }, done, failed) => {
      const { source, paused, control } = appData as unknown as { source: MediaSource; paused: boolean; control: null };
      signalling
        .ask('media:produce', {
          transportId: transport.id,
          kind: kind as MediaKind,
          source,
          rtpParameters: rtpParameters as unknown as Record<string, unknown>,
          paused,
          control,
        })
        .then(({ producerId }) => done({ id: producerId }), failed);
    });
    transport.on('connectionstatechange', (state) => this.#changed(state));
  }

  /** The network is another one: what was a path may be none. */
  networkChanged(): void {
    if (this.#everUp) this.#restartIn(0);
  }

  close(): void {
    clearTimeout(this.#timer);
    if (!this.transport.closed) this.transport.close();
  }

  #changed(state: types.ConnectionState): void {
    if (state === 'connected') {
      clearTimeout(this.#timer);
      this.#restarts = 0;
      this.#everUp = true;
      this.#options.onPath(true);
    } else if (state === 'disconnected' || state === 'failed') {
      this.#options.onPath(false);
      this.#restartIn(state === 'failed' ? 0 : RESTART_AFTER_MS);
    }
  }

  #restartIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#restart(), ms);
  }

  async #restart(): Promise<void> {
    if (this.transport.closed) return;
    if (this.#restarts >= RESTARTS) return this.#options.onDead();
    this.#restarts++;
    try {
      const { iceParameters } = await this.#options.signalling.ask('media:restart-ice', { transportId: this.transport.id });
      if (this.transport.closed) return;
      await this.transport.restartIce({ iceParameters: iceParameters as types.IceParameters });
    } catch {
      // The server no longer knows this transport: only joining anew helps.
      return this.#options.onDead();
    }
    if (this.transport.connectionState !== 'connected') this.#restartIn(RESTART_EVERY_MS);
  }
}
