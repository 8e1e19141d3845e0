import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MediaProducer, MediaRoom, MediaSource } from '#shared/protocol/media.ts';
import { callPeople, examPicture, type NamedPerson, pictureKey } from './pictures.ts';

const names: NamedPerson[] = [
  { personId: 'nurse', name: 'Noel', role: 'nurse' },
  { personId: 'neuro', name: 'Ada', role: 'neurologist' },
  { personId: 'ir', name: 'Ivo', role: 'interventionalist' },
];
const sends = (personId: string, source: MediaSource, more: Partial<MediaProducer> = {}): MediaProducer => ({
  producerId: `${personId}-${source}`,
  peerId: `peer-${personId}`,
  personId,
  kind: source === 'microphone' ? 'audio' : 'video',
  source,
  paused: false,
  control: null,
  ...more,
});
const room = (producers: MediaProducer[], speaking: string[] = []): MediaRoom => ({
  consultId: 'c',
  peers: [...new Set(producers.map(({ personId }) => personId))].map((personId) => ({
    peerId: `peer-${personId}`,
    personId,
    limited: false,
    hears: true,
    heard: true,
    why: '',
  })),
  producers,
  speaking,
  consent: [],
});
const large = (producers: MediaProducer[], picked: MediaProducer | null = null) => {
  const chosen = picked && { producerId: picked.producerId, key: pictureKey(picked) };
  return examPicture(room(producers), names, 'peer-neuro', chosen)?.producerId ?? null;
};

describe('pictures of the call', () => {
  test('[MD54] the bedside is large by default: the hand-held camera before the fixed one, both before everybody else', () => {
    const all = [sends('ir', 'camera'), sends('ir', 'screen'), sends('nurse', 'camera'), sends('nurse', 'handheld')];
    expect(large(all)).toBe('nurse-handheld');
    expect(large(all.slice(0, 3))).toBe('nurse-camera');
    expect(large(all.slice(0, 2))).toBe('ir-screen');
    expect(large(all.slice(0, 1))).toBe('ir-camera');
    expect(large([sends('neuro', 'camera')])).toBeNull();
  });

  test('[MD54] a picked picture stays large, also while it is off; another takes its place when it ends', () => {
    const all = [sends('nurse', 'camera'), sends('ir', 'camera', { paused: true })];
    expect(large(all, all[1])).toBe('ir-camera');
    expect(large(all)).toBe('nurse-camera');
    expect(large(all.slice(0, 1), all[1])).toBe('nurse-camera');
  });

  test('[MD73] a picked picture is large again when its sender has joined anew, of two of theirs the very one', () => {
    const all = [sends('nurse', 'camera'), sends('ir', 'camera'), sends('ir', 'camera', { producerId: 'second' })];
    expect(large(all, all[2])).toBe('second');
    expect(large([all[0]!, sends('ir', 'camera', { producerId: 'anew' })], all[2])).toBe('anew');
  });

  test('[MD54] one never sees oneself large', () => {
    const source = fc.constantFrom<MediaSource>('camera', 'handheld', 'screen');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('nurse', 'neuro', 'ir'), source, fc.boolean())), (list) => {
        const producers = list.map(([person, from, paused]) => sends(person, from, { paused }));
        const shown = examPicture(room(producers), names, 'peer-neuro', null);
        expect(shown?.peerId === 'peer-neuro').toBe(false);
        const others = producers.some((producer) => producer.personId !== 'neuro' && !producer.paused);
        expect(shown !== null).toBe(others);
      }),
    );
  });

  test('[MD55] who is in the call: loudest first, oneself last, with who is muted', () => {
    const producers = [
      sends('neuro', 'microphone'),
      sends('ir', 'microphone'),
      sends('nurse', 'microphone', { paused: true }),
      sends('other', 'microphone'),
    ];
    const people = callPeople(room(producers, ['ir', 'nurse']), names, 'peer-neuro', 'Guest');
    expect(people.map(({ name, speaking, muted }) => [name, speaking, muted])).toEqual([
      ['Ivo', true, false],
      ['Noel', false, true],
      ['Guest', false, false],
      ['Ada', false, false],
    ]);
  });
});
