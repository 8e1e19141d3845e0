/** What became of a track that is being sent. */
export type TrackFate = 'fine' | 'silenced' | 'ended';

/** A phone call silences the microphone for its length; one that lasts this long is told, ms. Shorter ones happen when devices change. */
export const SILENCED_AFTER_MS = 1_000;
/** `ended` is not told when the page itself stopped the track, nor by every browser after a call: looked at this often, ms. */
const LOOK_MS = 500;

/** Watches one track: muted by the system (a phone call), ended (unplugged, taken away), fine again. */
export function watchTrack(track: MediaStreamTrack, tell: (fate: TrackFate) => void): () => void {
  let told: TrackFate = 'fine';
  let mutedSince: number | null = track.muted ? Date.now() : null;
  const look = () => {
    const silenced = mutedSince !== null && Date.now() - mutedSince >= SILENCED_AFTER_MS;
    const fate: TrackFate = track.readyState === 'ended' ? 'ended' : silenced ? 'silenced' : 'fine';
    if (fate === told) return;
    told = fate;
    tell(fate);
  };
  const onMute = () => {
    mutedSince ??= Date.now();
  };
  const onUnmute = () => {
    mutedSince = null;
    look();
  };
  track.addEventListener('ended', look);
  track.addEventListener('mute', onMute);
  track.addEventListener('unmute', onUnmute);
  const timer = setInterval(look, LOOK_MS);
  return () => {
    clearInterval(timer);
    track.removeEventListener('ended', look);
    track.removeEventListener('mute', onMute);
    track.removeEventListener('unmute', onUnmute);
  };
}
