import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { JSDOM } from 'jsdom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeFrame } from '../../server/imaging/transcode/decode.ts';
import { admin } from '../support/admin.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { filesIn, headCt, realData, storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { startServer, type TestServer } from '../support/server.ts';

const EXPLICIT_LE = '1.2.840.10008.1.2.1';
const HTJ2K_RPCL = '1.2.840.10008.1.2.4.202';
const folder = mkdtempSync(join(tmpdir(), 'hyperacute-dw-'));

interface Client {
  searchForStudies(options: object): Promise<Json[]>;
  searchForSeries(options: object): Promise<Json[]>;
  searchForInstances(options: object): Promise<Json[]>;
  retrieveSeriesMetadata(options: object): Promise<Json[]>;
  retrieveInstance(options: object): Promise<ArrayBuffer>;
  retrieveInstanceFrames(options: object): Promise<ArrayBuffer[]>;
  retrieveInstanceRendered(options: object): Promise<ArrayBuffer>;
}
type Json = Record<string, { vr: string; Value?: unknown[]; BulkDataURI?: string }>;
const { api } = createRequire(import.meta.url)('dicomweb-client') as { api: { DICOMwebClient: new (options: object) => Client } };

let server: TestServer;
let ed: Session;
let client: Client;
let files: string[];

beforeAll(async () => {
  server = await startServer();
  ed = await signIn(server, 'ed');
  files = headCt() ?? (await makeCt({ slices: 28, mrn: 'DW', name: 'INVENTED^DW', size: 512 }));
  await storescu(server, files);
  // The client is made for browsers.
  globalThis.XMLHttpRequest = new JSDOM('', { url: server.url }).window.XMLHttpRequest;
  const key = admin(server, ['add-key', 'riverside', 'test']).out.trim();
  client = new api.DICOMwebClient({ url: `${server.url}/dicomweb`, headers: { Authorization: `Bearer ${key}` } });
});
afterAll(() => server.dispose());

const uidOf = (file: string, tag: string) =>
  /\[(.+?)\]|=(\S+)/.exec(execFileSync('dcmdump', ['-q', '+P', tag, file]).toString())?.[1] ?? '';
const value = (row: Json | undefined, tag: string) => row?.[tag]?.Value?.[0];

/** Raw little-endian pixels of a file, by dcmtk. */
function pixelsByDcmtk(file: string): Buffer {
  const raw = join(folder, `${basename(file)}.raw`);
  execFileSync('dcmdump', ['-q', '+W', folder, file]);
  const written = filesIn(folder).find((one) => basename(one).startsWith(basename(file)) && one.endsWith('.0.raw'));
  return readFileSync(written ?? raw);
}

describe('a stock DICOMweb client', () => {
  test('[DW1] finds studies, series and instances', async () => {
    const study = uidOf(files[0]!, '0020,000d');
    expect((await client.searchForStudies({ queryParams: { StudyInstanceUID: study } })).map((row) => value(row, '0020000D'))).toEqual([
      study,
    ]);
    expect(await client.searchForStudies({ queryParams: { PatientID: 'nobody-has-this' } })).toEqual([]);
    const [series] = await client.searchForSeries({ studyInstanceUID: study });
    expect(value(series, '00201209')).toBe(files.length);
    const instances = await client.searchForInstances({ studyInstanceUID: study, seriesInstanceUID: value(series, '0020000E') });
    expect(instances).toHaveLength(files.length);
    expect(await client.searchForInstances({ studyInstanceUID: study, queryParams: { limit: 5, offset: 26 } })).toHaveLength(
      files.length - 26,
    );
  });

  test('[DW2] gets back what was sent', async () => {
    const [study, series, instance] = ['0020,000d', '0020,000e', '0008,0018'].map((tag) => uidOf(files[3]!, tag));
    const bytes = Buffer.from(
      await client.retrieveInstance({ studyInstanceUID: study, seriesInstanceUID: series, sopInstanceUID: instance }),
    );
    expect(bytes.subarray(0, 132)).toEqual(Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')]));
    const original = readFileSync(files[3]!);
    const dataSet = (file: Buffer) => file.subarray(144 + file.readUInt32LE(140));
    expect(dataSet(bytes).equals(dataSet(original))).toBe(true);
  });

  test('[DW3] gets frames uncompressed and as HTJ2K, both with the pixels that dcmtk sees', async () => {
    const [study, series, instance] = ['0020,000d', '0020,000e', '0008,0018'].map((tag) => uidOf(files[5]!, tag));
    const ids = { studyInstanceUID: study, seriesInstanceUID: series, sopInstanceUID: instance, frameNumbers: [1] };
    const reference = pixelsByDcmtk(files[5]!);
    const [raw] = await client.retrieveInstanceFrames(ids);
    expect(Buffer.from(raw!).equals(reference)).toBe(true);
    const path = `/dicomweb/studies/${study}/series/${series}/instances/${instance}/frames/1`;
    const jphc = await until(async () => {
      const answer = await ed.fetch(path, { headers: { accept: `image/jphc; transfer-syntax=${HTJ2K_RPCL}` } });
      return answer.status === 503 ? null : answer;
    });
    expect(jphc.headers.get('content-type')).toBe(`image/jphc; transfer-syntax=${HTJ2K_RPCL}`);
    const decoded = await decodeFrame(new Uint8Array(await jphc.arrayBuffer()), HTJ2K_RPCL, {
      rows: 512,
      columns: 512,
      samples: 1,
      bitsAllocated: 16,
      bitsStored: 16,
      highBit: 15,
      signed: true,
      planar: false,
      photometric: 'MONOCHROME2',
      palette: null,
    });
    expect(Buffer.from(decoded.bytes).equals(reference)).toBe(true);
    expect((await ed.fetch(path, { headers: { accept: 'video/mp4' } })).status).toBe(406);
    expect((await ed.fetch(`${path}00`, { headers: { accept: '*/*' } })).status).toBe(404);
  });

  test('[DW4] reads metadata with bulk data that can be fetched', async () => {
    const [study, series] = ['0020,000d', '0020,000e'].map((tag) => uidOf(files[0]!, tag));
    const metadata = await client.retrieveSeriesMetadata({ studyInstanceUID: study, seriesInstanceUID: series });
    expect(metadata).toHaveLength(files.length);
    expect(metadata[0]!['7FE00010']?.BulkDataURI).toMatch(/frames$/);
    expect(value(metadata[0], '00280010')).toBe(512);
  });

  test('[DW5] rendered and thumbnail are JPEG', async () => {
    const [study, series, instance] = ['0020,000d', '0020,000e', '0008,0018'].map((tag) => uidOf(files[0]!, tag));
    const base = `/dicomweb/studies/${study}`;
    for (const path of [
      `${base}/thumbnail`,
      `${base}/series/${series}/instances/${instance}/rendered?window=40,80,linear&viewport=256,256`,
      `${base}/series/${series}/instances/${instance}/frames/1/thumbnail`,
    ]) {
      const answer = await ed.fetch(path);
      expect(answer.headers.get('content-type')).toBe('image/jpeg');
      expect([...new Uint8Array(await answer.arrayBuffer()).subarray(0, 2)]).toEqual([0xff, 0xd8]);
    }
    expect((await ed.fetch(`${base}/thumbnail?window=a,b`)).status).toBe(400);
  });

  test('[ID3] sees nothing of another organisation', async () => {
    const lakeside = await signIn(server, 'lakeside');
    expect((await lakeside.fetch(`/dicomweb/studies/${uidOf(files[0]!, '0020,000d')}/metadata`)).status).toBe(404);
    expect(await lakeside.json('/dicomweb/studies')).toEqual([]);
  });
});

/** How dcmtk makes each lossless syntax uncompressed; syntaxes it cannot decode are compared with the same slice sent uncompressed. */
const DCMTK_DECODER: Record<string, string> = {
  '1.2.840.10008.1.2.4.57': 'dcmdjpeg',
  '1.2.840.10008.1.2.4.70': 'dcmdjpeg',
  '1.2.840.10008.1.2.4.80': 'dcmdjpls',
  '1.2.840.10008.1.2.5': 'dcmdrle',
  '1.2.840.10008.1.2.1.99': 'dcmconv',
  '1.2.840.10008.1.2': 'dcmconv',
  '1.2.840.10008.1.2.2': 'dcmconv',
  [EXPLICIT_LE]: 'dcmconv',
};
const LOSSLESS_HERE = [...Object.keys(DCMTK_DECODER), '1.2.840.10008.1.2.4.90'];
const samples = realData('dicom', '08_transfer_syntaxes');

describe.runIf(samples !== null)('every lossless transfer syntax', () => {
  const slices =
    samples === null
      ? []
      : filesIn(samples).filter(
          (file) => basename(file).startsWith('CTImage') && LOSSLESS_HERE.some((syntax) => file.endsWith(`_${syntax}.dcm`)),
        );
  const reference = () => {
    const plain = join(folder, 'reference.dcm');
    execFileSync('dcmconv', ['+te', slices.find((file) => file.endsWith(`_${EXPLICIT_LE}.dcm`))!, plain]);
    return plain;
  };

  test.each(slices.map((file) => [file.slice(file.lastIndexOf('_') + 1, -4), file]))(
    '[TR1] %s gives the pixels that dcmtk gives',
    async (syntax, file) => {
      const copy = join(folder, `${syntax}.dcm`);
      copyFileSync(file, copy);
      execFileSync('dcmodify', ['-q', '-nb', '-gin', '-gse', '-gst', copy]);
      const decoder = DCMTK_DECODER[syntax];
      const plain = join(folder, `${syntax}.plain.dcm`);
      if (decoder === undefined) writeFileSync(plain, readFileSync(reference()));
      else execFileSync(decoder, decoder === 'dcmconv' ? ['+te', copy, plain] : ['+te', copy, plain]);
      const form = new Uint8Array(readFileSync(copy));
      const boundary = 'part';
      const body = Buffer.concat([
        Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
        form,
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ]);
      const stow = await ed.fetch('/dicomweb/studies', {
        method: 'POST',
        headers: { 'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}` },
        body,
      });
      expect(stow.status).toBeLessThan(300);
      const [study, series, instance] = ['0020,000d', '0020,000e', '0008,0018'].map((tag) => uidOf(copy, tag));
      const answer = await ed.fetch(`/dicomweb/studies/${study}/series/${series}/instances/${instance}/frames/1`, {
        headers: { accept: `application/octet-stream; transfer-syntax=${EXPLICIT_LE}` },
      });
      expect(answer.status).toBe(200);
      expect(Buffer.from(await answer.arrayBuffer()).equals(pixelsByDcmtk(plain))).toBe(true);
    },
  );
});
