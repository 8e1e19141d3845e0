import { stopSignals } from '../sfu/stop-signals.ts';
import { ConfigError, readConfig } from './config.ts';
import { startServer } from './server.ts';

/** Starts everything, prints the ready line, and stops in order on SIGTERM or SIGINT. */

const signals = stopSignals();
try {
  const config = readConfig(process.env);
  const server = await startServer(config);
  process.stdout.write(`${JSON.stringify({ ready: true, ...server.ready })}\n`);
  if (process.stdout.isTTY && config.mode === 'evaluation') process.stdout.write(server.welcome);
  signals.closes(server.close);
} catch (error) {
  const text = error instanceof ConfigError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${JSON.stringify({ level: 'error', msg: 'not started', reason: text })}\n`);
  process.exitCode = 1;
}
