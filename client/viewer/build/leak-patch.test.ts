import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { patchDecoder } from './leak-patch.ts';

const loader = dirname(createRequire(import.meta.url).resolve('@cornerstonejs/dicom-image-loader/package.json'));

describe('leak patch', () => {
  it('[VW1] deletes the decoder of the installed loader after every decode', () => {
    const source = readFileSync(join(loader, 'dist/esm/shared/decoders/decodeHTJ2K.js'), 'utf8');
    expect(source).not.toContain('decoder.delete()');
    expect(patchDecoder(source)).toMatch(/HTJ2KDecoder\(\); try \{[\s\S]*finally \{ decoder\.delete\(\); \}/);
  });

  it('[VW1] refuses a loader it does not know', () => {
    expect(() => patchDecoder('export default 1;')).toThrow(/look at the leak patch again/);
  });
});
