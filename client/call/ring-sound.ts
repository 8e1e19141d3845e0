import { type Accessor, createSignal, onCleanup } from 'solid-js';

/** Two short tones and a pause, s: heard through a closed door, and no alarm of a monitor (IEC 60601-1-8 keeps bursts of 3, 5 and 10). */
const PATTERN = { tones: [660, 880], tone: 0.4, gap: 0.1, pause: 1.6 } as const;
const LOUDNESS = 0.4;
/** So that a tone neither clicks at its beginning nor at its end, s. */
const EDGE = 0.02;
/** A context that may play is running within this, ms. */
const STARTS_WITHIN_MS = 1_000;

export interface RingSound {
  /** The browser lets this page make no sound before somebody taps. */
  blocked: Accessor<boolean>;
  /** Rings until it is told not to. */
  ring(on: boolean): void;
  /** Once: nobody has answered. */
  once(): void;
  /** From within a tap. */
  unlock(): void;
}

/** The ringing of this page. Any tap or key on it allows the sound, as browsers want. */
export function createRingSound(): RingSound {
  const context = typeof AudioContext === 'undefined' ? null : new AudioContext();
  const [blocked, setBlocked] = createSignal(false);
  const told = () => setBlocked(context !== null && context.state !== 'running');
  const unlock = () => {
    if (context?.state === 'suspended') void context.resume().then(told, told);
  };
  let source: AudioBufferSourceNode | null = null;
  const start = (loop: boolean): AudioBufferSourceNode | null => {
    if (context === null) return null;
    const node = context.createBufferSource();
    node.buffer = patternOf(context);
    node.loop = loop;
    node.connect(context.destination);
    node.start();
    return node;
  };
  context?.addEventListener('statechange', told);
  const first = setTimeout(told, STARTS_WITHIN_MS);
  addEventListener('pointerdown', unlock, true);
  addEventListener('keydown', unlock, true);
  onCleanup(() => {
    clearTimeout(first);
    removeEventListener('pointerdown', unlock, true);
    removeEventListener('keydown', unlock, true);
    void context?.close().catch(() => undefined);
  });
  return {
    blocked,
    ring: (on) => {
      if (on === (source !== null)) return;
      source?.stop();
      source = on ? start(true) : null;
    },
    once: () => void start(false),
    unlock,
  };
}

function patternOf(context: AudioContext): AudioBuffer {
  const { tones, tone, gap, pause } = PATTERN;
  const rate = context.sampleRate;
  const buffer = context.createBuffer(1, Math.ceil(rate * (tones.length * (tone + gap) + pause)), rate);
  const samples = buffer.getChannelData(0);
  for (const [number, hertz] of tones.entries()) {
    const first = Math.round(rate * number * (tone + gap));
    for (let i = 0; i < rate * tone; i++) {
      const at = i / rate;
      const edge = Math.min(1, at / EDGE, (tone - at) / EDGE);
      samples[first + i] = LOUDNESS * edge * Math.sin(2 * Math.PI * hertz * at);
    }
  }
  return buffer;
}
