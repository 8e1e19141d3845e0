import type { TrackFate } from './track-watch.ts';

/** Whether one hears and is heard, measured in one's own browser; told to everybody in the room. */
export interface Health {
  hears: boolean;
  heard: boolean;
  why: '' | 'no-link' | 'no-sound-arrives' | 'speaker-blocked' | 'no-microphone' | 'microphone-silenced' | 'microphone-ended';
}

export interface HealthInput {
  /** The media path works. */
  live: boolean;
  /** Other people's microphones that are on. */
  voices: number;
  /** Time since a packet of sound arrived, ms; null: none ever did. DTX sends at least one every 400 ms (RFC 7587 §3.1.3). */
  quietMs: number | null;
  /** The browser plays what arrives. */
  plays: boolean;
  /** What became of the own microphone; null: there is none. */
  microphone: TrackFate | null;
}

/** Sound that is on is thought to be lost after so long without a packet, ms. */
export const QUIET_MS = 4_000;

export function healthOf(input: HealthInput): Health {
  if (!input.live) return { hears: false, heard: false, why: 'no-link' };
  const arrives = input.voices === 0 || (input.quietMs !== null && input.quietMs < QUIET_MS);
  const hears = arrives && input.plays;
  const heard = input.microphone === 'fine';
  if (input.microphone === 'ended') return { hears, heard, why: 'microphone-ended' };
  if (input.microphone === 'silenced') return { hears, heard, why: 'microphone-silenced' };
  if (!input.plays) return { hears, heard, why: 'speaker-blocked' };
  if (!arrives) return { hears, heard, why: 'no-sound-arrives' };
  return { hears, heard, why: input.microphone === null ? 'no-microphone' : '' };
}
