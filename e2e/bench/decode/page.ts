export interface PageInput {
  readonly scripts: { readonly htj2k: string; readonly jpegLs: string };
  readonly wasm: { readonly htj2k: string; readonly jpegLs: string };
  readonly pictures: { readonly htj2k: string[]; readonly jpegLs: string[]; readonly previewBytes: number[] };
  readonly rounds: number;
}

/** Median of each round, ms. */
export interface PageTimes {
  htj2k: number[];
  jpegLs: number[];
  preview: number[];
}

/** Runs inside the page: nothing from outside is there. */
export async function decodeInPage({ scripts, wasm, pictures, rounds }: PageInput): Promise<PageTimes> {
  interface Decoder {
    getEncodedBuffer(length: number): Uint8Array;
    getDecodedBuffer(): Uint8Array;
    decode(): void;
    decodeSubResolution(level: number): void;
  }
  type Factory = (options: object) => Promise<Record<string, new () => Decoder>>;
  const bytesOf = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const load = (script: string, binary: string) => {
    const module = { exports: {} as Factory };
    new Function('module', 'exports', script)(module, module.exports);
    return module.exports({ wasmBinary: bytesOf(binary), print: () => undefined, printErr: () => undefined });
  };
  const htj2k = new (await load(scripts.htj2k, wasm.htj2k))['HTJ2KDecoder']!();
  const jpegLs = new (await load(scripts.jpegLs, wasm.jpegLs))['JpegLSDecoder']!();
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
  const time = (list: Uint8Array[], decoder: Decoder, decode: () => void): number =>
    middle(
      list.map((bytes) => {
        const started = performance.now();
        decoder.getEncodedBuffer(bytes.length).set(bytes);
        decode();
        decoder.getDecodedBuffer().slice();
        return performance.now() - started;
      }),
    );
  const whole = pictures.htj2k.map(bytesOf);
  const prefixes = whole.map((bytes, i) => bytes.slice(0, pictures.previewBytes[i]));
  const other = pictures.jpegLs.map(bytesOf);
  const times: PageTimes = { htj2k: [], jpegLs: [], preview: [] };
  for (let round = 0; round <= rounds; round++) {
    const one = {
      htj2k: time(whole, htj2k, () => htj2k.decodeSubResolution(0)),
      jpegLs: time(other, jpegLs, () => jpegLs.decode()),
      preview: time(prefixes, htj2k, () => htj2k.decodeSubResolution(2)),
    };
    if (round === 0) continue;
    times.htj2k.push(one.htj2k);
    times.jpegLs.push(one.jpegLs);
    times.preview.push(one.preview);
  }
  return times;
}
