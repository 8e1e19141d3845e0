import { request } from 'node:http';
import type { Slice } from '../data/cta.ts';

const BOUNDARY = 'bench-boundary-7c1f';

export interface StowRequest {
  readonly port: number;
  readonly path: string;
  readonly cookie?: string;
  readonly slices: readonly Slice[];
}

export interface StowAnswer {
  readonly status: number;
  readonly text: string;
  /** From the first byte of the request to the last of the answer, ms. */
  readonly ms: number;
}

/** All instances in one POST (PS3.18 §10.5), as fast as the server takes them. */
export async function stow({ port, path, cookie, slices }: StowRequest): Promise<StowAnswer> {
  const parts = slices.flatMap(({ bytes }) => [
    Buffer.from(`--${BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ]);
  parts.push(Buffer.from(`--${BOUNDARY}--\r\n`));
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const post = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: 'POST',
        agent: false,
        headers: {
          'content-type': `multipart/related; type="application/dicom"; boundary=${BOUNDARY}`,
          'content-length': length,
          accept: 'application/dicom+json',
          ...(cookie === undefined ? {} : { cookie }),
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (data) => {
          text += String(data);
        });
        response.on('end', () => resolve({ status: response.statusCode!, text, ms: performance.now() - started }));
      },
    ).on('error', reject);
    void send(parts, post);
  });
}

async function send(parts: readonly Buffer[], to: ReturnType<typeof request>): Promise<void> {
  to.setNoDelay(true);
  for (const part of parts) if (!to.write(part)) await new Promise((resolve) => to.once('drain', resolve));
  to.end();
}
