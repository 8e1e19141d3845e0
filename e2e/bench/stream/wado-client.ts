import { Agent, get } from 'node:http';

export interface WadoArgument {
  readonly host: string;
  readonly port: number;
  readonly study: string;
  readonly series: string;
  /** In slice order. */
  readonly sops: readonly string[];
  /** Jump to the first slice after this many frames, then end. */
  readonly jumpAfter: number | null;
}

export interface WadoRun {
  readonly firstMs: number;
  /** Null when the run ended with the jump. */
  readonly allMs: number | null;
  readonly jumpMs: number | null;
  /** Body bytes received. */
  readonly bytes: number;
  /** Requests made again because the server had closed the connection. */
  readonly retries: number;
}

const CONNECTIONS = 6;
const MAX_RETRIES = 50;
const JPEG_LS = 'multipart/related; type="image/jls"; transfer-syntax=1.2.840.10008.1.2.4.80';

/** Orthanc's best: JPEG-LS frames over WADO-RS, the middle one alone first, then centre-out on six open connections. */
export async function wadoRun(argument: WadoArgument): Promise<WadoRun> {
  const { host, port, study, series, sops, jumpAfter } = argument;
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let bytes = 0;
  let retries = 0;
  const onRetry = () => {
    if (++retries > MAX_RETRIES) throw new Error('the server closes every connection');
  };
  const fetchPath = (path: string, accept: string) => read({ host, port, path, agent, accept, onRetry });
  const frame = async (sop: string) => {
    const received = await fetchPath(`/dicom-web/studies/${study}/series/${series}/instances/${sop}/frames/1`, JPEG_LS);
    bytes += received;
  };
  try {
    await Promise.all(Array.from({ length: CONNECTIONS }, () => fetchPath('/system', '*/*')));
    const middle = Math.floor(sops.length / 2);
    const waiting = sops
      .map((sop, i) => ({ sop, d: Math.abs(i - middle) }))
      .sort((a, b) => a.d - b.d)
      .map(({ sop }) => sop);
    const started = performance.now();
    await frame(waiting.shift()!);
    const firstMs = performance.now() - started;
    let done = 1;
    let jumpMs: number | null = null;
    let jumped = false;
    const jumpAway = async () => {
      jumped = true;
      waiting.length = 0;
      const at = performance.now();
      await frame(sops[0]!);
      jumpMs = performance.now() - at;
    };
    const lane = async () => {
      for (let sop = waiting.shift(); sop !== undefined; sop = waiting.shift()) {
        await frame(sop);
        if (jumpAfter !== null && ++done >= jumpAfter && !jumped) await jumpAway();
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, lane));
    return { firstMs, allMs: jumpAfter === null ? performance.now() - started : null, jumpMs, bytes, retries };
  } finally {
    agent.destroy();
  }
}

interface Read {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly agent: Agent;
  readonly accept: string;
  /** Called before the request is made again; may throw. */
  readonly onRetry: () => void;
}

/** Length of the answer's body; throws unless it is 200. A connection that the server closed is replaced, as browsers do. */
function read(what: Read): Promise<number> {
  const { host, port, path, agent, accept, onRetry } = what;
  return new Promise((resolve, reject) => {
    let over = false;
    const failed = (error: NodeJS.ErrnoException): void => {
      if (over) return;
      over = true;
      if (error.code !== 'ECONNRESET') return reject(error);
      try {
        onRetry();
        resolve(read(what));
      } catch (fault) {
        reject(fault as Error);
      }
    };
    const request = get({ host, port, path, agent, headers: { accept } }, (response) => {
      let bytes = 0;
      response.on('data', (data: Buffer) => {
        bytes += data.length;
      });
      response.on('end', () => {
        if (response.statusCode === 200) resolve(bytes);
        else reject(new Error(`${path} answered ${response.statusCode}`));
      });
      response.on('error', failed);
    });
    request.on('error', failed);
  });
}
