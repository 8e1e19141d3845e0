import { projectFiles, read } from './files.ts';

/** `docs/spec/*.md` states behaviour as rules: a line that begins with `[ST3]` (after a list mark or bold) defines it. */
const DEFINED = /^[\s>*-]*\[([A-Z]{2,4}\d+)\]/gm;
/** A title that begins with ids cites them. */
const CITED = /[`'"]((?:\[[A-Z]{2,4}\d+\]\s*)+)/g;

/** Rules that no test cites, cited ids that no rule defines, and ids defined twice. */
export function specFaults(): string[] {
  const faults: string[] = [];
  const defined = new Map<string, string>();
  for (const file of projectFiles('.md').filter((name) => name.startsWith('docs/spec/'))) {
    for (const [, id] of read(file).matchAll(DEFINED)) {
      if (defined.has(id!)) faults.push(`${file}: [${id}] is defined in ${defined.get(id!)} already`);
      defined.set(id!, file);
    }
  }
  const cited = new Set<string>();
  for (const file of projectFiles('.test.ts', '.test.tsx', '.integration.ts', '.e2e.ts')) {
    for (const [, ids] of read(file).matchAll(CITED)) {
      for (const [, id] of ids!.matchAll(/\[(\w+)\]/g)) {
        cited.add(id!);
        if (!defined.has(id!)) faults.push(`${file} cites [${id}], which no rule in docs/spec defines`);
      }
    }
  }
  for (const [id, file] of defined) if (!cited.has(id)) faults.push(`${file}: no test cites [${id}]`);
  return faults;
}
