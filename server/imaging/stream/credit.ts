/**
 * How much may be in flight to one viewer: about one bandwidth-delay product, so that a jump to another slice is not queued behind
 * what nobody looks at any more. Pure: the clock is a parameter (ms). Follows the idea of BBR (draft-cardwell-iccrg-bbr):
 * the highest delivery rate lately times the lowest round trip lately.
 *
 * Invariants: `available` never exceeds `MAX_WINDOW`; with every byte acknowledged it is above 0.
 */

/** First window, bytes: what the kernel's own initial congestion window (RFC 6928) and a little more lets through at once. */
const START_WINDOW = 32 * 1024;
/** The window grows no further than this, bytes: 400 Mbit/s at 80 ms. */
const MAX_WINDOW = 4 * 2 ** 20;
const MIN_WINDOW = 8 * 1024;
/** A slice on the screen may stand in a queue for so long, ms: a viewer whose machine is busy acknowledges late, and the line must not run dry. */
const SCREEN_QUEUE_MS = 80;
/** What a full TCP segment carries (IPv4, timestamps), and what each chunk has in front of it (WebSocket and its own header), bytes. */
const SEGMENT = 1_448;
const IN_FRONT = 20;
/** Room for the acknowledgements to come in clumps, and for jitter. */
const GAIN = 1.15;
/** Acknowledgements come this late by the viewer's own gathering, ms: not always its 4, which the lowest round trip shows in part. */
const ACK_DELAY_MS = 2;
/** While the rate is still being found the window may be this many times what the rate so far needs. */
const STARTUP_GAIN = 2;
const RATE_WINDOW_MS = 2_000;
const RTT_WINDOW_MS = 20_000;
/** Start-up ends when the round trip has grown by this factor and this many ms: a queue is forming. */
const QUEUE_FACTOR = 1.5;
const QUEUE_MS = 15;

export class Credit {
  #sent = 0;
  #acked = 0;
  #window = START_WINDOW;
  #startup = true;
  readonly #inFlight: Flight[] = [];
  readonly #rates = new Extreme(Math.max, RATE_WINDOW_MS);
  readonly #rtts = new Extreme(Math.min, RTT_WINDOW_MS);
  #lastAckAt = 0;
  #lastAckedSentAt = 0;
  /** Time without that in which a cap held back, ms: what was learned of the link does not age in it. */
  #freeMs = 0;
  #judgedAt = 0;
  #lastRtt = 0;

  /** Bytes that may be sent now. */
  get available(): number {
    return Math.max(0, this.#window - (this.#sent - this.#acked));
  }
  /** The same for what nobody looks at beside sound and pictures: what is on the line itself, and nothing in its queue. */
  get availableToPrefetch(): number {
    return Math.max(0, Math.min(this.#window, (this.bytesPerSecond / 1000) * this.rttMs) - (this.#sent - this.#acked));
  }
  /** The same for a slice on the screen beside sound and pictures that give way to it: nothing else wants its place in the queue. */
  get availableToScreen(): number {
    return Math.max(0, this.#window + (this.bytesPerSecond / 1000) * SCREEN_QUEUE_MS - (this.#sent - this.#acked));
  }
  get inFlight(): number {
    return this.#sent - this.#acked;
  }
  /** All bytes sent so far, and those of them that arrived. */
  get sent(): number {
    return this.#sent;
  }
  get acked(): number {
    return this.#acked;
  }
  /** Highest delivery rate lately, bytes per second; 0 while unknown. */
  get bytesPerSecond(): number {
    return this.#rates.value * 1000;
  }
  /** Lowest round trip lately, ms; 0 while unknown. */
  get rttMs(): number {
    return this.#rtts.value;
  }

  /** How long what arrived last had stood in queues, ms; 0 while unknown. */
  get queueMs(): number {
    return this.#lastRtt - this.rttMs;
  }

  /** A good size for the next chunk, bytes: about 10 ms of the link, in whole segments: half empty ones cost a narrow link 2 %. */
  get chunkBytes(): number {
    const wanted = this.bytesPerSecond === 0 ? 8 * 1024 : this.bytesPerSecond * 0.01;
    return Math.min(45, Math.max(2, Math.round(wanted / SEGMENT))) * SEGMENT - IN_FRONT;
  }

  /** `held`: more could have gone, but the viewer's cap on prefetch held it back; how fast that arrives says nothing of the link. */
  onSend(bytes: number, now: number, held = false): void {
    if (this.#sent === this.#acked) {
      this.#lastAckAt = now;
      this.#lastAckedSentAt = now;
    }
    this.#sent += bytes;
    this.#inFlight.push({
      end: this.#sent,
      at: now,
      ackedThen: this.#acked,
      ackedAt: this.#lastAckAt,
      sentThen: this.#lastAckedSentAt,
      held,
    });
  }

  /** `total`: cumulative bytes received by the viewer. Anything else than growth up to what was sent is ignored. */
  onAck(total: number, now: number): void {
    if (total <= this.#acked || total > this.#sent) return;
    let newest: Flight | undefined;
    while (this.#inFlight.length > 0 && this.#inFlight[0]!.end <= total) newest = this.#inFlight.shift();
    const growth = total - this.#acked;
    this.#acked = total;
    this.#lastAckAt = now;
    if (newest === undefined) return;
    if (!newest.held) this.#freeMs += now - this.#judgedAt;
    this.#judgedAt = now;
    const rtt = Math.max(0.1, now - newest.at);
    this.#rtts.add(rtt, now);
    this.#lastRtt = rtt;
    this.#lastAckedSentAt = newest.at;
    // Acknowledgements that arrive in a clump would show a rate that the line does not have: nothing arrives faster than it was sent.
    const interval = Math.max(now - Math.min(newest.ackedAt, newest.at), newest.at - newest.sentThen);
    const rate = interval > 0 ? (total - newest.ackedThen) / interval : 0;
    // Otherwise a jump would begin with the window of the cap, and find the link again in many round trips (BBR: application-limited).
    if (rate > 0 && (!newest.held || rate >= this.#rates.value)) this.#rates.add(rate, this.#freeMs);
    // … and the window would grow by what never filled it.
    if (!(this.#startup && newest.held)) this.#resize(growth, rtt);
  }

  #resize(growth: number, rtt: number): void {
    const queueing = rtt > this.rttMs * QUEUE_FACTOR + QUEUE_MS;
    if (this.#startup && queueing) this.#startup = false;
    // What is sent last may reach beyond the window by a part of a chunk, so that one chunk more is room enough.
    const product = (this.bytesPerSecond / 1000) * (this.rttMs + ACK_DELAY_MS) * GAIN + this.chunkBytes;
    if (this.#startup) {
      this.#window = Math.min(MAX_WINDOW, this.#window + growth, Math.max(2 * START_WINDOW, STARTUP_GAIN * product));
      return;
    }
    this.#window = Math.min(MAX_WINDOW, Math.max(MIN_WINDOW, product));
  }
}

/** One chunk on its way: where it ends, when it left, what was acknowledged (when, and when that had been sent) at that moment. */
interface Flight {
  end: number;
  at: number;
  ackedThen: number;
  ackedAt: number;
  sentThen: number;
  held: boolean;
}

/** Samples nearer to each other than this share one entry, ms. */
const BUCKET_MS = 50;

/** Highest or lowest value of a sliding window; 0 while it is empty. */
class Extreme {
  readonly #better: (a: number, b: number) => number;
  readonly #windowMs: number;
  readonly #samples: { value: number; at: number }[] = [];
  value = 0;

  constructor(better: (a: number, b: number) => number, windowMs: number) {
    this.#better = better;
    this.#windowMs = windowMs;
  }

  add(value: number, at: number): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && at - last.at < BUCKET_MS) last.value = this.#better(last.value, value);
    else this.#samples.push({ value, at });
    while (this.#samples[0]!.at < at - this.#windowMs) this.#samples.shift();
    this.value = this.#samples.reduce((best, sample) => this.#better(best, sample.value), this.#samples[0]!.value);
  }
}
