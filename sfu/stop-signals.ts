/** What was accepted is finished within this, then the process ends whatever hangs, ms. */
const STOP_LIMIT_MS = 10_000;

/**
 * Listens for SIGTERM and SIGINT from the first line of a program on: a worker of mediasoup listens too, and with nobody else to end the process a signal
 * that comes while it starts would close the workers and nothing more. Until `closes` has said how to stop, there is nothing to finish: it ends at once.
 */
export function stopSignals(): { closes(close: () => Promise<void>): void } {
  let asked = false;
  let close: (() => Promise<void>) | null = null;
  const stop = () => {
    if (close === null) process.exit(0);
    if (asked) return;
    asked = true;
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    void close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  return {
    closes: (how) => {
      close = how;
    },
  };
}
