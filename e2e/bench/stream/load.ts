import { WebSocket } from 'ws';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { readChunk, serverStreamMessage } from '#shared/protocol/stream.ts';
import { PROTOCOL_VERSION } from '#shared/protocol/version.ts';
import { Acknowledger } from '../../../client/viewer/stream/acks.ts';
import { signIn } from '../../support/api.ts';
import { asRun, type Series, thinCta } from '../data/cta.ts';
import { headSeries } from '../data/head-series.ts';
import { stow } from '../servers/stow.ts';

export type SeriesKey = 'head' | 'cta';

export const seriesOf = async (key: SeriesKey): Promise<Series> => (key === 'head' ? headSeries() : asRun(thinCta(), 1));

/** One frame as the stream knows it. */
export interface LoadedFrame {
  readonly id: number;
  readonly sop: string;
  /** Bytes of the preview, and of the whole codestream. */
  readonly preview: number;
  readonly total: number;
  readonly z: number;
}

/** A series that lies on our server with every codestream made, lowest slice first. */
export interface Loaded {
  readonly name: string;
  readonly study: string;
  readonly series: string;
  readonly consultId: string;
  readonly cookie: string;
  readonly frames: readonly LoadedFrame[];
}

/** Stores a series on our server and waits until all of it is ready to be streamed. Runs beside the server. */
export async function loadOurs({ key, port }: { key: SeriesKey; port: number }): Promise<Loaded> {
  const series = await seriesOf(key);
  const server = { url: `http://127.0.0.1:${port}` } as Parameters<typeof signIn>[0];
  const scanner = await signIn(server, 'ed');
  const answer = await stow({ port, path: '/dicomweb/studies', cookie: scanner.cookie, slices: series.slices });
  if (answer.status !== 200) throw new Error(`STOW answered ${answer.status}: ${answer.text.slice(0, 500)}`);
  const reader = await signIn(server, 'neuro');
  const consultId = consultOf(await reader.consults(), series.study);
  const frames = await learn(`ws://127.0.0.1:${port}/stream?consult=${consultId}`, reader.cookie, series);
  return { name: series.name, study: series.study, series: series.series, consultId, cookie: reader.cookie, frames };
}

function consultOf(consults: ConsultSummary[], study: string): string {
  const found = consults.find((consult) => JSON.stringify(consult.studies).includes(study)) ?? consults.at(-1);
  if (found === undefined) throw new Error('no consult opened');
  return found.id;
}

/** Streams everything once, unshaped: the codestreams are then in the server's memory, and their lengths known. */
function learn(url: string, cookie: string, series: Series): Promise<LoadedFrame[]> {
  const ws = new WebSocket(url, { headers: { cookie } });
  ws.binaryType = 'arraybuffer';
  const described = new Map<number, { sop: string; z: number }>();
  const ready = new Map<number, { preview: number; total: number }>();
  const acks = new Acknowledger((bytes) => ws.send(JSON.stringify({ t: 'ack', bytes })));
  ws.on('open', () => ws.send(JSON.stringify({ t: 'hello', protocol: PROTOCOL_VERSION, held: [] })));
  return new Promise((resolve, reject) => {
    ws.on('error', reject).on('close', (code) => reject(new Error(`the stream closed with ${code}`)));
    ws.on('message', (data: ArrayBuffer | Buffer, binary: boolean) => {
      if (binary) {
        readChunk(data as ArrayBuffer);
        return acks.count((data as ArrayBuffer).byteLength);
      }
      const message = serverStreamMessage.parse(JSON.parse(Buffer.from(data as ArrayBuffer).toString()));
      if (message.t === 'frames')
        for (const { id, sop, position, series: of } of message.frames)
          if (of === series.series) described.set(id, { sop, z: position?.[2] ?? id });
      if (message.t === 'ready')
        for (const { id, ends, preview } of message.frames) ready.set(id, { preview: ends[preview]!, total: ends.at(-1)! });
      const missing = [...described.keys()].filter((id) => !ready.has(id));
      if (message.t !== 'idle' || described.size < series.slices.length || missing.length > 0) return;
      acks.close();
      ws.removeAllListeners('close').terminate();
      resolve([...described].map(([id, known]) => ({ id, ...known, ...ready.get(id)! })).sort((a, b) => a.z - b.z));
    });
  });
}

/** Stores a series on Orthanc. Runs beside it. */
export async function loadOrthanc({ key, port }: { key: SeriesKey; port: number }): Promise<void> {
  const { slices } = await seriesOf(key);
  for (const { bytes } of slices) {
    const answer = await fetch(`http://127.0.0.1:${port}/instances`, { method: 'POST', body: new Uint8Array(bytes) });
    if (!answer.ok) throw new Error(`Orthanc answered ${answer.status}`);
    await answer.arrayBuffer();
  }
}
