import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate of its own for 127.0.0.1; `file` is what a client must trust (`NODE_EXTRA_CA_CERTS`). */
export function makeCertificate(): { key: Buffer; cert: Buffer; file: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'hyperacute-certificate-'));
  const [key, file] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
      ...['-subj', '/CN=invented', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', file],
    ],
    { stdio: 'ignore' },
  );
  return { key: readFileSync(key), cert: readFileSync(file), file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
