import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { type Accessor, createSignal } from 'solid-js';
import { type Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import { COLLAB_MESSAGE, SYNC_STEP } from '#shared/protocol/collab.ts';
import { SaveLedger, type SaveState } from './save-ledger.ts';

/** Silence after which the server is asked for a sign of life, and after which the connection is dialled anew, ms. */
const PROBE_AFTER_MS = 6_000;
const REDIAL_AFTER_MS = 10_000;
const WATCH_EVERY_MS = 1_000;
/** Longest wait between two attempts to connect, ms. */
const BACKOFF_MS = 2_000;

export interface LinkState {
  readonly up: boolean;
  /** Since when it is down, ms since 1970; null while up. */
  readonly since: number | null;
  /** Close code after which trying again is pointless; null otherwise. */
  readonly refused: number | null;
}

export interface LinkOptions {
  /** `ws(s)://host/collab`, without the consult id. */
  readonly url: string;
  readonly consultId: string;
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly WebSocketPolyfill?: typeof WebSocket;
}

/** The connection of a document to the server, with what is saved and whether it is up. */
export class Link {
  readonly state: Accessor<LinkState>;
  readonly save: Accessor<SaveState>;
  /** The document holds what the server holds. */
  readonly synced: Accessor<boolean>;
  readonly #provider: WebsocketProvider;
  readonly #options: LinkOptions;
  readonly #ledger = new SaveLedger();
  readonly #setSave: (state: SaveState) => void;
  readonly #watch: ReturnType<typeof setInterval>;
  #probed = false;

  constructor(options: LinkOptions) {
    const { doc, awareness } = options;
    this.#options = options;
    const [state, setState] = createSignal<LinkState>({ up: false, since: Date.now(), refused: null });
    const [save, setSave] = createSignal<SaveState>(this.#ledger.state);
    const [synced, setSynced] = createSignal(false);
    this.state = state;
    this.save = save;
    this.synced = synced;
    this.#setSave = setSave;
    this.#provider = new WebsocketProvider(options.url, options.consultId, doc, {
      awareness,
      connect: false,
      // Tabs of one browser would talk past the server, which could neither check nor store.
      disableBc: true,
      maxBackoffTime: BACKOFF_MS,
      params: { acks: '1' },
      ...(options.WebSocketPolyfill === undefined ? {} : { WebSocketPolyfill: options.WebSocketPolyfill }),
    });
    this.#speakOnlyForOneself();
    this.#countWhatIsSaved();
    this.#provider.on('sync', setSynced);
    this.#provider.on('status', ({ status }) => {
      if (status === 'connecting') this.#ledger.connected();
      if (status === 'connected') {
        setState({ up: true, since: null, refused: null });
        // Others know this state's clock from before the cut, and would not take it again.
        awareness.setLocalState(awareness.getLocalState());
      }
      if (status === 'disconnected') setState({ up: false, since: Date.now(), refused: null });
    });
    this.#provider.on('closed', ({ code }) => setState({ up: false, since: Date.now(), refused: code }));
    this.#watch = setInterval(() => this.#checkAlive(), WATCH_EVERY_MS);
    this.#provider.connect();
  }

  close(): void {
    clearInterval(this.#watch);
    this.#provider.destroy();
  }

  /** The stock provider repeats every state it receives: N people would send N² messages. */
  #speakOnlyForOneself(): void {
    const { awareness } = this.#options;
    awareness.off('update', this.#provider._awarenessUpdateHandler);
    awareness.on('update', ({ added, updated, removed }: { added: number[]; updated: number[]; removed: number[] }) => {
      if (![added, updated, removed].some((ids) => ids.includes(awareness.clientID))) return;
      const message = encoding.createEncoder();
      encoding.writeVarUint(message, COLLAB_MESSAGE.awareness);
      encoding.writeVarUint8Array(message, encodeAwarenessUpdate(awareness, [awareness.clientID]));
      this.#send(encoding.toUint8Array(message));
    });
  }

  #countWhatIsSaved(): void {
    const handlers = this.#provider.messageHandlers;
    const sync = handlers[COLLAB_MESSAGE.sync]!;
    handlers[COLLAB_MESSAGE.sync] = (reply, message, ...rest) => {
      const asked = decoding.peekVarUint(message) === SYNC_STEP.step1;
      sync(reply, message, ...rest);
      if (asked) this.#tell(() => this.#ledger.sentWhole());
    };
    handlers[COLLAB_MESSAGE.saved] = (_reply, message) => {
      const count = decoding.readVarUint(message);
      const at = decoding.readVarUint(message);
      this.#tell(() => this.#ledger.confirmed(count, at));
    };
    this.#options.doc.on('update', (_update: Uint8Array, origin: unknown) => {
      if (origin !== this.#provider) this.#tell(() => this.#ledger.changed(Date.now(), this.#isOpen()));
    });
  }

  #tell(change: () => void): void {
    change();
    this.#setSave(this.#ledger.state);
  }

  /** A cut cable is not noticed by itself for minutes. */
  #checkAlive(): void {
    if (!this.#provider.wsconnected) return;
    const silent = Date.now() - this.#provider.wsLastMessageReceived;
    if (silent < PROBE_AFTER_MS) this.#probed = false;
    else if (silent > REDIAL_AFTER_MS) {
      this.#probed = false;
      this.#provider.disconnect();
      this.#provider.connect();
    } else if (!this.#probed) {
      this.#probed = true;
      this.#send(Uint8Array.of(COLLAB_MESSAGE.queryAwareness));
    }
  }

  #isOpen(): boolean {
    const { ws, wsconnected } = this.#provider;
    return wsconnected && ws !== null && ws.readyState === ws.OPEN;
  }

  #send(message: Uint8Array<ArrayBuffer>): void {
    if (this.#isOpen()) this.#provider.ws?.send(message);
  }
}
