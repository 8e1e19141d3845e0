import { mkdirSync, writeFileSync } from 'node:fs';
import { root } from '../../support/server.ts';

const RATE = 48_000;
/** Speech, then silence, over and over, s. */
const SPEAKS_S = 3;
const SILENT_S = 2;
/** Syllables a second, and the pitch of the voice, Hz. */
const SYLLABLES = 4;
const PITCH = 140;

/**
 * A microphone that speaks for 3 s and is silent for 2 s, as a flag for Chromium. Its own fake microphone beeps for 20 ms twice a second, of which Opus
 * with DTX leaves too few packets to be taken for speech.
 */
export function speakingMicrophone(): string {
  const file = `${root}.cache/e2e-voice.wav`;
  mkdirSync(`${root}.cache`, { recursive: true });
  writeFileSync(file, wav());
  return `--use-file-for-fake-audio-capture=${file}`;
}

/** Syllables of a voice whose pitch rises and falls: what noise suppression leaves alone. RIFF, 16 bit, one channel. */
function wav(): Buffer {
  const samples = new Int16Array(RATE * (SPEAKS_S + SILENT_S));
  let phase = 0;
  for (let i = 0; i < RATE * SPEAKS_S; i++) {
    const t = i / RATE;
    phase += (2 * Math.PI * PITCH * (1 + 0.15 * Math.sin(2 * Math.PI * 1.3 * t))) / RATE;
    const loudness = Math.sin(Math.PI * ((t * SYLLABLES) % 1)) ** 0.5;
    let sum = 0;
    // Two formants that move with the syllable (Hz): an open and a closed vowel.
    const [first, second] = Math.floor(t * SYLLABLES) % 2 === 0 ? [700, 1_200] : [350, 2_100];
    for (let n = 1; n <= 24; n++) {
      const f = n * PITCH;
      const weight = Math.exp(-(((f - first) / 180) ** 2)) + 0.6 * Math.exp(-(((f - second) / 250) ** 2)) + 0.04;
      sum += weight * Math.sin(n * phase);
    }
    samples[i] = Math.round(8_000 * loudness * sum);
  }
  const data = Buffer.from(samples.buffer);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}
