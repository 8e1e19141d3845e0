import type { NamedPlane } from '../planes.tsx';
import type { Video } from './create-video.ts';

/** The dot of sound and picture in the header. Off is not broken. */
export function videoPlane(video: Video): NamedPlane {
  const state = video.state();
  const availability = video.availability();
  const plane = { name: 'Video', meanwhile: 'Sound and picture come back by themselves; images and marks go on.' };
  if (state.kind === 'lost' || state.kind === 'joining') return { ...plane, up: false, since: state.since };
  if (state.kind === 'live') return { ...plane, up: true, since: null };
  if (availability !== null && availability.state !== 'ready')
    return { ...plane, meanwhile: availability.why, up: false, since: Date.parse(availability.since) };
  return { ...plane, up: true, since: null, idle: 'Video: not started' };
}
