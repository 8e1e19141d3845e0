import { type Problem, problem } from '#shared/protocol/http.ts';

/** The server's answer when it said no: its words are for the person. `code` is empty when there was no answer at all. */
export class RequestError extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, given: Pick<Problem, 'title' | 'code' | 'detail'>) {
    super(given.detail === undefined ? given.title : `${given.title}. ${given.detail}`);
    this.status = status;
    this.code = given.code;
  }
}

/** JSON over HTTP. Throws RequestError, also when there is no network. */
export async function request<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch {
    throw new RequestError(0, {
      title: 'The server cannot be reached',
      code: '',
      detail: 'Check the network of this device; nothing was changed.',
    });
  }
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T;
  const parsed = problem.safeParse(await response.json().catch(() => null));
  throw new RequestError(response.status, parsed.success ? parsed.data : { title: `The server answered ${response.status}`, code: '' });
}
