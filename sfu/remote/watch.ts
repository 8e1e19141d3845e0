import type { WebSocket } from 'ws';
import { PING_MS, SILENCE_MS } from './messages.ts';

/** Ends a connection on which nothing came for a while: a machine that lost its power says no goodbye. */
export function watch(socket: WebSocket): void {
  let heard = performance.now();
  const alive = () => {
    heard = performance.now();
  };
  socket.on('message', alive);
  socket.on('pong', alive);
  socket.on('ping', alive);
  const timer = setInterval(() => {
    if (performance.now() - heard > SILENCE_MS) return socket.terminate();
    if (socket.readyState === socket.OPEN) socket.ping();
  }, PING_MS);
  timer.unref();
  socket.once('close', () => clearInterval(timer));
}
