import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { encodeHtj2k } from '../../../server/imaging/transcode/htj2k.ts';
import { thinCta } from '../data/cta.ts';
import { atMost, median, type Outcome, resultRow } from '../result.ts';
import { FILES, jpegLsEncoder, SIDE } from './codecs.ts';
import { decodeInPage, type PageTimes } from './page.ts';

const ROUNDS = 5;
const SLICES = 40;
const PIXEL_BYTES = SIDE * SIDE * 2;

/** Decoding in one page of Chromium, HTJ2K against JPEG-LS in turns (G15). */
export async function benchDecode(): Promise<Outcome> {
  const pictures = await encoded();
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage();
    await page.goto('about:blank');
    const wasm = { htj2k: base64(readFileSync(FILES.htj2k.wasm)), jpegLs: base64(readFileSync(FILES.jpegLs.wasm)) };
    const scripts = { htj2k: readFileSync(FILES.htj2k.script, 'utf8'), jpegLs: readFileSync(FILES.jpegLs.script, 'utf8') };
    const times: PageTimes = await page.evaluate(decodeInPage, { scripts, wasm, pictures, rounds: ROUNDS });
    const kilobytes = (list: readonly string[]) => list.map((text) => (text.length * 0.75) / 1000);
    return {
      rows: [
        resultRow({
          name: 'decode of one 512 × 512 slice in Chromium, HTJ2K against JPEG-LS',
          unit: 'ms',
          ours: times.htj2k,
          peer: times.jpegLs,
        }),
        resultRow({ name: 'the same, preview (a quarter in each direction) of HTJ2K', unit: 'ms', ours: times.preview }),
        resultRow({
          name: 'codestream of one slice, HTJ2K against JPEG-LS',
          unit: 'kB',
          ours: kilobytes(pictures.htj2k),
          peer: kilobytes(pictures.jpegLs),
        }),
      ],
      goals: [atMost('G15 decode HTJ2K ÷ JPEG-LS in the same page', median(times.htj2k) / median(times.jpegLs), 0.55)],
    };
  } finally {
    await browser.close();
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

async function encoded(): Promise<{ htj2k: string[]; jpegLs: string[]; previewBytes: number[] }> {
  const jpegLs = await jpegLsEncoder();
  const all = thinCta().slices;
  const out = { htj2k: [] as string[], jpegLs: [] as string[], previewBytes: [] as number[] };
  for (let i = 0; i < SLICES; i++) {
    const { bytes } = all[Math.floor((i * all.length) / SLICES)]!;
    const signed = new Int16Array(Uint8Array.from(bytes.subarray(-PIXEL_BYTES)).buffer);
    const pixels = Uint16Array.from(signed, (value) => Math.min(4095, Math.max(0, value + 1024)));
    const picture = { bytes: new Uint8Array(pixels.buffer), bits: 12, samples: 1, signed: false } as Parameters<typeof encodeHtj2k>[0];
    const { bytes: codestream, ends, preview } = await encodeHtj2k(picture, SIDE, SIDE);
    out.htj2k.push(base64(codestream));
    out.previewBytes.push(ends[preview]!);
    out.jpegLs.push(base64(jpegLs(pixels)));
  }
  return out;
}
