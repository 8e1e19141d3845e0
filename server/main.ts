import { ConfigError, readConfig } from './config.ts';
import { startServer } from './server.ts';

/** Starts everything, prints the ready line, and stops in order on SIGTERM or SIGINT. */

/** What was accepted is finished within this, then the process ends whatever hangs, ms. */
const STOP_LIMIT_MS = 10_000;

try {
  const config = readConfig(process.env);
  const server = await startServer(config);
  process.stdout.write(`${JSON.stringify({ ready: true, ...server.ready })}\n`);
  if (process.stdout.isTTY && config.mode === 'evaluation') process.stdout.write(server.welcome);
  const stop = () => {
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    void server.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  const text = error instanceof ConfigError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${JSON.stringify({ level: 'error', msg: 'not started', reason: text })}\n`);
  process.exitCode = 1;
}
