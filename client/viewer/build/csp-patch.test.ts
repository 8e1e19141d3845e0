import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { patchForPolicy } from './csp-patch.ts';

const modules = fileURLToPath(new URL('../../../node_modules/', import.meta.url));

it('[VW30] knows the installed libraries and leaves no inline style and no eval in them', () => {
  for (const [file, gone] of [
    ['@cornerstonejs/tools/dist/esm/drawingSvg/drawTextBox.js', "setAttribute('style'"],
    ['zod/v4/core/util.js', 'new F("")'],
    ['lodash.clonedeep/index.js', "Function('return this')"],
    ['lodash.get/index.js', "Function('return this')"],
    ['dcmjs/build/dcmjs.es.js', "Function('return this')"],
  ] as const) {
    const source = readFileSync(modules + file, 'utf8');
    expect(source).toContain(gone);
    expect(patchForPolicy(source, modules + file)).not.toContain(gone);
  }
});

it('[VW30] refuses a library it does not know', () => {
  expect(() => patchForPolicy('', 'lodash.get/index.js')).toThrow(/look at the policy patch again/);
});
