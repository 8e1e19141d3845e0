import type { IncomingMessage } from 'node:http';
import { MultipartFault } from './multipart.ts';

/** Milliseconds without a byte before a request is given up. */
const SILENCE = 60_000;
/** Milliseconds a refused request may go on: the client must get to reading our answer. */
const DRAIN = 5_000;

/** Drops what a refused request still brings, and the connection when that does not end. */
export function drainSoon(request: IncomingMessage): void {
  const { socket } = request;
  request.resume();
  setTimeout(() => {
    if (!request.complete) socket?.destroy();
  }, DRAIN).unref();
}

/**
 * Feeds the body of a request to `take` as it comes and waits where `take` returns a promise. Resolves at its end; rejects with
 * what `take` threw, or when the client went away. After a fault the rest is read and dropped for a short while, so that the
 * answer is not lost to a reset connection.
 */
export function pump(request: IncomingMessage, maxBytes: number, take: (chunk: Buffer) => Promise<unknown> | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    let timer = setTimeout(silent, SILENCE);
    function silent(): void {
      finish(new MultipartFault(400, 'MULTIPART_TRUNCATED'));
    }
    function finish(fault: unknown): void {
      clearTimeout(timer);
      request.off('data', data).off('end', end).off('close', gone).off('error', gone);
      request.on('error', () => undefined);
      if (fault === null) {
        resolve();
        return;
      }
      drainSoon(request);
      reject(fault);
    }
    function data(chunk: Buffer): void {
      timer.refresh();
      bytes += chunk.length;
      if (bytes > maxBytes) {
        finish(new MultipartFault(413, 'BODY_TOO_LARGE'));
        return;
      }
      let brake: Promise<unknown> | undefined;
      try {
        brake = take(chunk);
      } catch (fault) {
        finish(fault);
        return;
      }
      if (brake === undefined) return;
      request.pause();
      clearTimeout(timer);
      brake.then(
        () => {
          timer = setTimeout(silent, SILENCE);
          request.resume();
        },
        (fault) => finish(fault),
      );
    }
    function end(): void {
      finish(null);
    }
    function gone(): void {
      if (!request.complete) finish(new MultipartFault(400, 'MULTIPART_TRUNCATED'));
    }
    request.on('data', data).on('end', end).on('close', gone).on('error', gone);
  });
}
