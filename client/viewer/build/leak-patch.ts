import type { Plugin } from 'vite';

const DECODER = /dicom-image-loader\/dist\/esm\/shared\/decoders\/decodeHTJ2K\.js/;
const OPEN = 'const decoder = new local.codec.HTJ2KDecoder();';
const CLOSE = '}\nexport default decodeAsync;';

/** The patched source; throws when the library has changed and the patch must be looked at again. */
export function patchDecoder(code: string): string {
  if (!code.includes(OPEN) || !code.includes(CLOSE)) throw new Error('decodeHTJ2K.js changed: look at the leak patch again');
  return code.replace(OPEN, `${OPEN} try {`).replace(CLOSE, `} finally { decoder.delete(); }\n${CLOSE}`);
}

/**
 * dicom-image-loader 5.14 never deletes its HTJ2K decoder: about 0.72 MB of WASM memory per 512 × 512 decode are lost and the worker dies
 * after some 3,100 of them (cornerstone3D #1388). Our own decoder reuses one; this guards whoever loads frames with the stock loader.
 */
export const fixHtj2kLeak = (): Plugin => ({
  name: 'fix-htj2k-leak',
  enforce: 'pre',
  transform(code, id) {
    return DECODER.test(id) ? { code: patchDecoder(code), map: null } : undefined;
  },
});
