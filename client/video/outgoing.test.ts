import type { types } from 'mediasoup-client';
import { expect, test } from 'vitest';
import { Outgoing } from './outgoing.ts';
import type { Signalling } from './signalling.ts';

const track = (kind: 'audio' | 'video' = 'audio') => {
  const one = { kind, readyState: 'live', stop: () => (one.readyState = 'ended') };
  return one as unknown as MediaStreamTrack;
};

/** A path whose producers are made when the test says so, and what the server was told. */
function path() {
  const told: string[] = [];
  const made: (() => void)[] = [];
  let last = 0;
  const produce = ({ appData }: types.ProducerOptions) =>
    new Promise<types.Producer>((resolve) => {
      const id = String(++last);
      told.push(`produced ${id} ${appData?.['paused'] === true ? 'paused' : 'on'}`);
      const producer = {
        id,
        closed: false,
        paused: false,
        pause: () => (producer.paused = true),
        resume: () => (producer.paused = false),
        close: () => (producer.closed = true),
        replaceTrack: async () => undefined,
      };
      made.push(() => resolve(producer as unknown as types.Producer));
    });
  const ask = (async (_: string, { producerId, state }: { producerId: string; state: string }) => {
    told.push(`${state} ${producerId}`);
    return {};
  }) as unknown as Signalling['ask'];
  const device = { sendRtpCapabilities: { codecs: [{ mimeType: 'video/VP8' }] } } as never;
  return { told, made, outgoing: new Outgoing({ ask }, () => undefined), over: { device, transport: { produce } as never } };
}

test('[MD55] a microphone that was off and is brought back is on at the others too', async () => {
  const { told, made, outgoing, over } = path();
  await outgoing.over(over);
  const sent = outgoing.send('microphone', track());
  made[0]!();
  await sent;
  await outgoing.mute('microphone', true);
  await outgoing.send('microphone', track(), { muted: false });
  expect(outgoing.all[0]!.producer!.paused).toBe(false);
  expect(told).toEqual(['produced 1 on', 'paused 1', 'resumed 1']);
});

test('[MD55] a microphone that is turned off while it is on its way is off at the others', async () => {
  const { told, made, outgoing, over } = path();
  await outgoing.over(over);
  const sent = outgoing.send('microphone', track());
  await outgoing.mute('microphone', true);
  made[0]!();
  await sent;
  expect(outgoing.all[0]!.producer!.paused).toBe(true);
  expect(told).toEqual(['produced 1 on', 'paused 1']);
});

test('[MD62] a camera that is turned off while it is on its way is gone for the others', async () => {
  const { told, made, outgoing, over } = path();
  await outgoing.over(over);
  const sent = outgoing.send('camera', track('video'));
  await outgoing.stop('camera');
  made[0]!();
  await sent;
  expect(told).toEqual(['produced 1 on', 'closed 1']);
  expect(outgoing.all).toEqual([]);
});

test('[MD62] what was sent is produced again over the next path, with what was muted', async () => {
  const { told, made, outgoing, over } = path();
  await outgoing.send('microphone', track(), { muted: true });
  expect(told).toEqual([]);
  const again = outgoing.over(over);
  made[0]!();
  await again;
  await outgoing.over(null);
  expect(outgoing.all[0]!.producer).toBeNull();
  expect(told).toEqual(['produced 1 paused']);
});
