import { WebSocket } from 'ws';
import { AppError } from '#shared/protocol/errors.ts';
import type { LocalSfu } from '../local.ts';
import { type SfuAnswers, type SfuLog, type SfuMethod, type SfuRequest, sfuRequests } from '../sfu.ts';
import { type FromSfu, MAX_MESSAGE_BYTES, SFU_PATH, SFU_PROTOCOL, toSfu } from './messages.ts';
import { watch } from './watch.ts';

export interface RegistrationOptions {
  sfu: LocalSfu;
  /** http or https URL of the server. */
  server: string;
  secret: string;
  name: string;
  region: string;
  log: SfuLog;
}

/** Between attempts to reach the server, ms; a random half of it is added, so that many do not come at once. */
const AGAIN_MS = 1_000;
const LOAD_MS = 1_000;

/**
 * Keeps an SFU registered at a server. A connection that ends takes its rooms along: the server opens them anew, here or elsewhere, and neither side
 * has to guess what the other still holds.
 */
export class Registration {
  readonly #options: RegistrationOptions;
  #socket: WebSocket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: RegistrationOptions) {
    this.#options = options;
    this.#dial();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close(1001);
  }

  #dial(): void {
    const { sfu, server, secret, name, region, log } = this.#options;
    const socket = new WebSocket(server.replace(/^http/, 'ws').replace(/\/$/, '') + SFU_PATH, {
      headers: { authorization: `Bearer ${secret}` },
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
    });
    this.#socket = socket;
    const send = (message: FromSfu) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
    };
    const off = sfu.on((event) => send({ t: 'event', event }));
    const timer = setInterval(() => send({ t: 'load', load: sfu.load }), LOAD_MS);
    watch(socket);
    socket.once('open', () => {
      send({ t: 'hello', protocol: SFU_PROTOCOL, name, region, availability: sfu.availability, load: sfu.load });
      log.info({ server }, 'registered at the server');
    });
    socket.on('message', (data) => void serve(sfu, String(data), send).catch(() => socket.close(1008)));
    socket.on('error', (error) => log.warn({ server, reason: error.message }, 'the server cannot be reached; trying again'));
    socket.once('close', () => {
      off();
      clearInterval(timer);
      sfu.clear();
      if (!this.#closed) this.#timer = setTimeout(() => this.#dial(), AGAIN_MS * (1 + Math.random() / 2));
    });
  }
}

/** Throws when what was said is no request: then the two do not understand each other. */
async function serve(sfu: LocalSfu, text: string, send: (message: FromSfu) => void): Promise<void> {
  const { call, method, request } = toSfu.parse(JSON.parse(text));
  try {
    const parsed = sfuRequests[method].parse(request) as SfuRequest<SfuMethod>;
    const answer = (await sfu.call(method, parsed)) as SfuAnswers[SfuMethod];
    send({ t: 'answer', call, ok: true, answer: answer as Record<string, unknown> });
  } catch (error) {
    send({ t: 'refusal', call, code: error instanceof AppError ? error.code : 'INTERNAL' });
  }
}
