import { describe, expect, test } from 'vitest';
import type { MediaAvailability } from '#shared/protocol/media.ts';
import { type Member, SfuCluster } from './cluster.ts';
import { NO_LOAD, type Sfu, type SfuAnswers, type SfuEvent, type SfuLoad, type SfuMethod, type SfuRequest } from './sfu.ts';

/** An SFU at the far end of the interface, which writes down what it is asked: where a room goes is all that is looked at here. */
class Recorded implements Sfu {
  readonly asked: string[] = [];
  readonly #listeners = new Set<(event: SfuEvent) => void>();
  availability: MediaAvailability = { state: 'ready' };
  load: SfuLoad = { ...NO_LOAD, workers: 1 };

  async call<M extends SfuMethod>(method: M, request: SfuRequest<M>): Promise<SfuAnswers[M]> {
    this.asked.push(`${method} ${request.roomId}`);
    return {} as SfuAnswers[M];
  }

  on(listener: (event: SfuEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(event: SfuEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  async close(): Promise<void> {}
}

const member = (id: string, sfu: Sfu): Member => ({ id, region: '', own: false, sfu });
const join = (cluster: SfuCluster, roomId: string, peerId: string, region = '') => cluster.call('join', { roomId, peerId, region });

function two() {
  const [a, b] = [new Recorded(), new Recorded()];
  const cluster = new SfuCluster();
  const told: SfuEvent[] = [];
  cluster.on((event) => told.push(event));
  const removeA = cluster.add(member('a', a));
  cluster.add(member('b', b));
  return { a, b, cluster, told, removeA };
}

describe('several SFUs', () => {
  test('[MD20] rooms that open in the same moment are spread, before any load was reported', async () => {
    const { a, b, cluster } = two();
    await Promise.all(['1', '2', '3', '4'].map((room) => join(cluster, room, 'p')));
    expect([a.asked.length, b.asked.length]).toEqual([2, 2]);
  });

  test('[MD21] a room stays on its SFU from the first peer to the last', async () => {
    const { a, b, cluster } = two();
    await join(cluster, 'room', 'p');
    b.load = { ...NO_LOAD, workers: 9 };
    a.load = { ...NO_LOAD, workers: 1, consumers: 99 };
    await join(cluster, 'room', 'q');
    await cluster.call('leave', { roomId: 'room', peerId: 'p' });
    await cluster.call('transport', { roomId: 'room', peerId: 'q', direction: 'send', forceTcp: false });
    expect(b.asked).toEqual([]);
    await cluster.call('leave', { roomId: 'room', peerId: 'q' });
    await join(cluster, 'room', 'p');
    expect(b.asked).toEqual(['join room']);
  });

  test('[MD21] an SFU that is gone closes its rooms, and they open on another', async () => {
    const { b, cluster, told, removeA } = two();
    await join(cluster, 'room', 'p');
    removeA();
    expect(told).toContainEqual({ t: 'room-closed', roomId: 'room', why: 'the media server is gone' });
    await expect(cluster.call('leave', { roomId: 'room', peerId: 'p' })).resolves.toEqual({});
    await join(cluster, 'room', 'p');
    expect(b.asked).toEqual(['join room']);
  });

  test('[MD21] an SFU speaks of its own rooms only', async () => {
    const { a, b, cluster, told } = two();
    await join(cluster, 'room', 'p');
    const event = { t: 'estimate', roomId: 'room', peerId: 'p', availableBitrate: 1 } as const;
    b.tell(event);
    expect(told).not.toContainEqual(event);
    a.tell(event);
    expect(told).toContainEqual(event);
  });

  test('[MD22] there is media while any SFU is ready, and it is told when that changes', async () => {
    const { a, b, cluster, told } = two();
    const down: MediaAvailability = { state: 'down', why: 'a worker died', since: '2026-01-01T00:00:00.000Z' };
    a.availability = down;
    a.tell({ t: 'availability', availability: down });
    expect(cluster.availability).toEqual({ state: 'ready' });
    b.availability = down;
    b.tell({ t: 'availability', availability: down });
    expect(told.at(-1)).toEqual({ t: 'availability', availability: down });
    await expect(join(cluster, 'room', 'p')).rejects.toMatchObject({ code: 'NOT_READY' });
    a.availability = { state: 'ready' };
    a.tell({ t: 'availability', availability: a.availability });
    expect(told.at(-1)).toEqual({ t: 'availability', availability: { state: 'ready' } });
  });
});
