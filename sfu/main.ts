import { hostname } from 'node:os';
import pino from 'pino';
import { ConfigError, sfuConfig } from './environment.ts';
import { Registration } from './remote/registration.ts';
import { startSfu } from './start.ts';
import { stopSignals } from './stop-signals.ts';

/** `npm run sfu`: an SFU in a process of its own, registered at a server. */

const signals = stopSignals();
try {
  const config = sfuConfig(process.env);
  const log = pino({ level: config.logLevel, base: null }, pino.destination({ dest: 2, sync: false }));
  const { sfu, close } = await startSfu({ config: config.media, host: config.host, log, install: false });
  const registration = new Registration({
    sfu,
    server: config.server,
    secret: config.secret,
    name: hostname().slice(0, 40),
    region: config.region,
    log,
  });
  process.stdout.write(`${JSON.stringify({ ready: true, rtc: sfu.port })}\n`);
  signals.closes(() => {
    registration.close();
    return close();
  });
} catch (error) {
  const text = error instanceof ConfigError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${JSON.stringify({ level: 'error', msg: 'not started', reason: text })}\n`);
  process.exitCode = 1;
}
