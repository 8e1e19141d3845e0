import { describe, expect, test, vi } from 'vitest';
import { Seat } from './media-seat.ts';
import type { IoSocket } from './wire.ts';

const seat = () =>
  new Seat({ id: 's' } as IoSocket, 'consult', {
    kind: 'guest',
    personId: 'p',
    organisationId: 'o',
    roomId: 'consult',
    silenced: () => false,
  });

describe('a seat', () => {
  test('[MD4] does once what is asked twice, one after the other or at once', async () => {
    const one = seat();
    let made = 0;
    const work = async () => {
      await Promise.resolve();
      return { producerId: String(++made) };
    };
    const answers = await Promise.all([one.once('media:produce', 'request-1', work), one.once('media:produce', 'request-1', work)]);
    answers.push(await one.once('media:produce', 'request-1', work));
    expect(answers.map(({ producerId }) => producerId)).toEqual(['1', '1', '1']);
    expect(await one.once('media:produce', 'request-2', work)).toEqual({ producerId: '2' });
    expect(await one.once('media:transport', 'request-1', work)).toEqual({ producerId: '3' });
  });

  test('[MD4] tries again what failed', async () => {
    const one = seat();
    await expect(one.once('media:join', 'request', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await one.once('media:join', 'request', async () => ({ peerId: 'p' }))).toEqual({ peerId: 'p' });
  });

  test('[MD4] forgets answers about what is gone, and keeps the one that is still on its way', async () => {
    const one = seat();
    await one.once('media:produce', 'old', async () => ({ producerId: 'gone' }));
    let finish = (_: { peerId: string }): void => {};
    const joining = one.once('media:join', 'new', () => new Promise<{ peerId: string }>((resolve) => (finish = resolve)));
    one.forget();
    const again = one.once('media:join', 'new', async () => ({ peerId: 'second' }));
    finish({ peerId: 'first' });
    expect([await joining, await again]).toEqual([{ peerId: 'first' }, { peerId: 'first' }]);
    expect(await one.once('media:produce', 'old', async () => ({ producerId: 'new' }))).toEqual({ producerId: 'new' });
    expect(() => one.joined).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });

  test('[MD5] takes a burst, then so many a second', () => {
    vi.useFakeTimers();
    try {
      const one = seat();
      let taken = 0;
      const take = () => {
        for (;;) {
          try {
            one.pay();
            taken++;
          } catch {
            return;
          }
        }
      };
      take();
      expect(taken).toBe(300);
      vi.advanceTimersByTime(1_000);
      take();
      expect(taken).toBe(330);
      vi.advanceTimersByTime(3_600_000);
      take();
      expect(taken).toBe(630);
    } finally {
      vi.useRealTimers();
    }
  });
});
