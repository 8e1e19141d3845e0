import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Credit } from './credit.ts';

/** A link of `rate` bytes per ms and `delay` ms each way, in simulated time: sends whatever credit allows for `ms`. */
function simulate(rate: number, delay: number, ms: number): { delivered: number; worstQueueMs: number; credit: Credit } {
  const credit = new Credit();
  const acks: { at: number; total: number }[] = [];
  let free = 0;
  let sent = 0;
  let delivered = 0;
  let worstQueueMs = 0;
  for (let now = 0; now < ms; now += 1) {
    while (acks[0] !== undefined && acks[0].at <= now) {
      delivered = acks[0].total;
      credit.onAck(acks.shift()!.total, now);
    }
    while (credit.available > 0) {
      const chunk = Math.min(credit.chunkBytes, Math.max(1, credit.available));
      credit.onSend(chunk, now);
      sent += chunk;
      free = Math.max(free, now) + chunk / rate;
      if (now > ms / 2) worstQueueMs = Math.max(worstQueueMs, free - now);
      acks.push({ at: free + 2 * delay, total: sent });
    }
  }
  return { delivered, worstQueueMs, credit };
}

describe('credit', () => {
  test.each([
    ['20 Mbit/s, 40 ms', 2500, 20],
    ['10 Mbit/s, 50 ms', 1250, 25],
    ['5 Mbit/s, 60 ms', 625, 30],
    ['1.6 Mbit/s, 100 ms', 200, 50],
  ])('[ST5] keeps a link of %s busy and its queue within a round trip', (_name, rate, delay) => {
    const { delivered, worstQueueMs } = simulate(rate, delay, 8_000);
    expect(delivered / (rate * 8_000)).toBeGreaterThan(0.9);
    expect(worstQueueMs).toBeLessThan(2 * delay + 25);
  });

  test.each([
    [true, 1],
    [false, 0.1],
  ])('[ST13] what a cap held back says nothing of the link (held: %s)', (held, share) => {
    const credit = new Credit();
    let [now, total] = [0, 0];
    const send = (bytes: number, arrivesMs: number, capped: boolean) => {
      credit.onSend(bytes, now, capped);
      total += bytes;
      now += arrivesMs;
      credit.onAck(total, now);
    };
    // 1,000 bytes a millisecond; then, for seconds, 2,000 bytes every 100 ms.
    for (let n = 0; n < 100; n++) send(20_000, 20, false);
    const found = credit.bytesPerSecond;
    expect(found).toBeCloseTo(1_000_000, -4);
    for (let n = 0; n < 50; n++) {
      now += 80;
      send(2_000, 20, held);
    }
    expect(credit.bytesPerSecond / found).toBeCloseTo(share, 1);
  });

  test('[ST5] the window is bounded, and opens again once everything is acknowledged', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ send: fc.integer({ min: 1, max: 70_000 }), wait: fc.integer({ min: 0, max: 500 }), ack: fc.boolean() }), {
          maxLength: 200,
        }),
        (steps) => {
          const credit = new Credit();
          let now = 0;
          let sent = 0;
          for (const step of steps) {
            now += step.wait;
            if (credit.available > 0) {
              credit.onSend(step.send, now);
              sent += step.send;
            }
            if (step.ack) credit.onAck(sent, now);
            expect(credit.available).toBeLessThanOrEqual(4 * 2 ** 20);
          }
          credit.onAck(sent, now + 1);
          expect(credit.available).toBeGreaterThan(0);
        },
      ),
    );
  });

  test('[ST5] an acknowledgement of more than was sent, or of less than before, changes nothing', () => {
    const credit = new Credit();
    credit.onSend(1000, 0);
    credit.onAck(5000, 10);
    expect(credit.inFlight).toBe(1000);
    credit.onAck(1000, 10);
    credit.onAck(500, 20);
    expect(credit.inFlight).toBe(0);
  });
});
