import type { Session } from './api.ts';

/** Sends objects as one STOW-RS request (PS3.18 §10.5), each byte as given. */
export function stow(session: Session, objects: readonly Uint8Array[], path = '/dicomweb/studies'): Promise<Response> {
  const boundary = crypto.randomUUID();
  const parts = objects.flatMap((bytes) => [
    Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ]);
  return session.fetch(path, {
    method: 'POST',
    headers: { 'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}` },
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
  });
}
