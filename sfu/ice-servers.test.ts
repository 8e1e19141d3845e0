import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { iceServers } from './ice-servers.ts';

test('[MD13] TURN credentials end by themselves and do not show the secret', () => {
  const turn = { urls: ['turn:turn.example:3478?transport=tcp'], secret: 'shared-with-coturn' };
  const [server] = iceServers(turn, 'peer', Date.UTC(2026, 0, 1));
  expect(server?.urls).toEqual(turn.urls);
  expect(server?.username).toBe(`${Date.UTC(2026, 0, 1, 12) / 1000}:peer`);
  expect(server?.credential).toBe(createHmac('sha1', turn.secret).update(server!.username!).digest('base64'));
  expect(JSON.stringify(server)).not.toContain(turn.secret);
  expect(iceServers(undefined, 'peer')).toEqual([]);
});
