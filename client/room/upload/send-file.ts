import { problem } from '#shared/protocol/http.ts';
import { type UploadResult, uploadState } from '#shared/protocol/upload.ts';

/** Bytes of one PATCH: small enough to show progress on a rural uplink, large enough not to wait for round trips. */
const PIECE_BYTES = 512 * 1024;
/** Attempts at one piece before the file is given up, and the wait before each, ms: a minute without network is survived. */
const RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/** The server refused; its words are for the person. */
export class Refused extends Error {}

/** Sends one file into a consult, resuming where a cut connection stopped. `onProgress`: bytes that the server has. */
export async function sendFile(
  consultId: string,
  file: File,
  name: string,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<UploadResult> {
  const created = await ask(
    () =>
      fetch(`/api/consults/${consultId}/uploads`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name, bytes: file.size }),
        signal,
      }),
    signal,
  );
  const location = created.headers.get('location') ?? '';
  for (let offset = 0; ; ) {
    const piece = file.slice(offset, offset + PIECE_BYTES);
    const answer = await ask(async () => {
      const sent = await fetch(location, {
        method: 'PATCH',
        headers: { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
        body: piece,
        signal,
      });
      if (sent.status !== 409) return sent;
      // The connection broke after the server had it: go on from where it is.
      offset = Number((await fetch(location, { method: 'HEAD', signal })).headers.get('upload-offset') ?? offset);
      throw new TypeError('offset moved');
    }, signal);
    offset = Number(answer.headers.get('upload-offset') ?? file.size);
    onProgress(offset);
    if (answer.status === 204) continue;
    const { result } = uploadState.parse(await answer.json());
    if (result === null) throw new Refused('The server did not say what became of the file. Send it again.');
    return result;
  }
}

async function ask(request: () => Promise<Response>, signal: AbortSignal): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    const response = await request().catch(() => null);
    signal.throwIfAborted();
    if (response?.ok) return response;
    if (response !== null && response.status < 500) throw new Refused(await wordsOf(response));
    const wait = RETRY_MS[attempt];
    if (wait === undefined) throw new Refused('The server cannot be reached. What was sent is kept; try again when the network is back.');
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

async function wordsOf(response: Response): Promise<string> {
  const parsed = problem.safeParse(await response.json().catch(() => null));
  return parsed.success ? (parsed.data.detail ?? parsed.data.title) : `The server answered ${response.status}.`;
}
