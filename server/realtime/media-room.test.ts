import { describe, expect, test } from 'vitest';
import type { MediaProducer } from '#shared/protocol/media.ts';
import { MediaRoomState } from './media-room.ts';

const camera = (producerId: string, peerId: string): MediaProducer => ({
  producerId,
  peerId,
  personId: `person of ${peerId}`,
  kind: 'video',
  source: 'camera',
  paused: false,
  control: null,
});

function room(peers = 2, consent: string[] = []) {
  const state = new MediaRoomState('consult', consent);
  for (let index = 0; index < peers; index++) state.join(`p${index}`, `person of p${index}`, false);
  return state;
}

describe('what a room is told', () => {
  test('[MD6] who leaves takes along what they sent, and what they said of themselves', () => {
    const state = room();
    state.sends(camera('a', 'p0'));
    state.sends(camera('b', 'p1'));
    state.speaking(['p0', 'p1']);
    state.leave('p0');
    expect(state.snapshot).toMatchObject({ peers: [{ peerId: 'p1' }], producers: [{ producerId: 'b' }], speaking: ['person of p1'] });
    state.clear();
    expect(state.snapshot).toMatchObject({ peers: [], producers: [], speaking: [] });
    expect(state.empty).toBe(true);
  });

  test('[MD1] what is gone already changes nothing', () => {
    const state = room();
    state.setPaused('nothing', true);
    state.health('nobody', { hears: false, heard: false, why: 'x' });
    state.speaking(['nobody']);
    expect(state.closed('nothing')).toBe(false);
    expect(state.snapshot).toMatchObject({ producers: [], speaking: [] });
    expect(state.snapshot.peers.every(({ hears, heard }) => hears && heard)).toBe(true);
  });

  test('[MD1] a person with two devices speaks once; from five in the room on, one starts muted', () => {
    const state = room(4);
    expect(state.startMuted).toBe(false);
    state.join('phone', 'person of p0', false);
    expect(state.startMuted).toBe(true);
    state.speaking(['phone', 'p0', 'p1']);
    expect(state.snapshot.speaking).toEqual(['person of p0', 'person of p1']);
  });

  test('[MD8] consent outlives those who gave it, and changes only when it changes', () => {
    const state = room(1, ['person of p0']);
    expect(state.setConsent('person of p0', true)).toBe(false);
    state.leave('p0');
    expect(state.allows('person of p0')).toBe(true);
    expect(state.setConsent('person of p0', false)).toBe(true);
    expect(state.snapshot.consent).toEqual([]);
  });
});
