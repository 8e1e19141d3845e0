import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/cuttable.ts';
import { startServer, type TestServer } from '../../support/server.ts';

/** A hospital on a line of its own: a network namespace whose browser reaches the server over one cable. Needs root. */
export interface FarSite {
  server: TestServer;
  /** A Chromium that runs there. */
  chromium: string;
  /** Its firewall lets no UDP out. */
  blockUdp(): void;
  allowUdp(): void;
  /** Its firewall lets out the page, and TURN over UDP and TCP on that port; media has no other way. */
  allowOnlyTurn(port: number): void;
  /** The cable is pulled at the server's end: nobody is told. */
  unplug(): void;
  plug(): void;
  dispose(): Promise<void>;
}

/** `more`: settings of the server, which is at that address for the site. */
export async function farSite(more: (address: string) => Record<string, string> = () => ({})): Promise<FarSite> {
  const name = `hyvideo-${process.pid}`;
  const [near, far] = [`hv${process.pid % 100_000}a`, `hv${process.pid % 100_000}b`];
  const net = `10.79.${process.pid % 250}`;
  const folder = mkdtempSync(join(tmpdir(), 'hyperacute-site-'));
  const ip = (...words: string[]) => execFileSync('ip', words, { stdio: 'pipe' });
  const there = (...words: string[]) => ip('netns', 'exec', name, 'ip', ...words);
  ip('netns', 'add', name);
  ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', name);
  ip('addr', 'add', `${net}.1/24`, 'dev', near);
  ip('link', 'set', near, 'up');
  there('link', 'set', 'lo', 'up');
  there('addr', 'add', `${net}.2/24`, 'dev', far);
  there('link', 'set', far, 'up');

  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=hyperacute', '-addext', `subjectAltName=IP:${net}.1`];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      key,
      '-out',
      cert,
      ...subject,
    ],
    {
      stdio: 'pipe',
    },
  );
  const chromium = join(folder, 'chromium');
  writeFileSync(chromium, `#!/bin/sh\nexec ip netns exec ${name} ${process.env['CHROMIUM'] ?? '/usr/bin/chromium'} "$@"\n`);
  chmodSync(chromium, 0o755);
  const port = String(await freePort());
  const remove = () => {
    ip('link', 'del', near);
    ip('netns', 'del', name);
    rmSync(folder, { recursive: true, force: true });
  };
  const starting = startServer({
    HYPERACUTE_HOST: '0.0.0.0',
    HYPERACUTE_PORT: port,
    HYPERACUTE_EVALUATION_ON_NETWORK: 'yes',
    HYPERACUTE_PUBLIC_URL: `https://${net}.1:${port}`,
    HYPERACUTE_RTC_ANNOUNCED_ADDRESS: `${net}.1`,
    HYPERACUTE_TLS_KEY: key,
    HYPERACUTE_TLS_CERT: cert,
    ...more(`${net}.1`),
  });
  const server = await starting.catch((error: unknown) => {
    remove();
    throw error;
  });
  return {
    server,
    chromium,
    blockUdp: () => there('rule', 'add', 'ipproto', 'udp', 'blackhole'),
    allowUdp: () => there('rule', 'del', 'ipproto', 'udp', 'blackhole'),
    allowOnlyTurn: (turn) => {
      const rule = (preference: number, ...words: string[]) => there('rule', 'add', 'preference', String(preference), ...words);
      rule(100, 'ipproto', 'tcp', 'dport', port, 'lookup', 'main');
      for (const protocol of ['udp', 'tcp']) {
        rule(101, 'ipproto', protocol, 'dport', String(turn), 'lookup', 'main');
        rule(200, 'ipproto', protocol, 'blackhole');
      }
    },
    unplug: () => ip('link', 'set', near, 'down'),
    plug: () => ip('link', 'set', near, 'up'),
    dispose: async () => {
      await server.dispose();
      remove();
    },
  };
}
