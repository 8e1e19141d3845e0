import type { Plugin } from 'vite';

/** What a library does that the content security policy forbids, and what it does instead. */
const PATCHES: readonly { file: RegExp; from: string; to: string }[] = [
  // A style attribute is an inline style; the same text through the object model is not.
  {
    file: /@cornerstonejs\/tools\/dist\/esm\/drawingSvg\/drawTextBox\.js/,
    from: "textElement.setAttribute('style', combinedStyle);",
    to: 'textElement.style.cssText = combinedStyle;',
  },
  // Zod tries whether it may compile its checks; the try alone is reported as a violation.
  { file: /zod\/v4\/core\/util\.js/, from: 'new F("");\n        return true;', to: 'return false;' },
  // A way to the global object from before there was a name for it; it counts as eval.
  { file: /lodash\.clonedeep\/index\.js/, from: "Function('return this')()", to: 'globalThis' },
  { file: /dcmjs\/build\/dcmjs\.es\.js/, from: "Function('return this')()", to: 'globalThis' },
  { file: /lodash\.get\/index\.js/, from: "Function('return this')()", to: 'globalThis' },
];

/** The patched source; undefined when the file is not one of them. Throws when a library has changed. */
export function patchForPolicy(code: string, id: string): string | undefined {
  const patch = PATCHES.find(({ file }) => file.test(id));
  if (!patch) return undefined;
  if (!code.includes(patch.from)) throw new Error(`${id} changed: look at the policy patch again`);
  return code.replaceAll(patch.from, patch.to);
}

/** Keeps bundled libraries within `script-src 'self' 'wasm-unsafe-eval'; style-src 'self'`. */
export const keepPolicy = (): Plugin => ({
  name: 'keep-policy',
  enforce: 'pre',
  transform(code, id) {
    const patched = patchForPolicy(code, id);
    return patched === undefined ? undefined : { code: patched, map: null };
  },
});
