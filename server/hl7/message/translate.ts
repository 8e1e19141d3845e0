import { type Separators, USUAL } from './separators.ts';

/** Noncharacters (Unicode §23.7) that stand for separators which are data; no text holds them. */
const STAND_INS = '\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4\ufdd5\ufdd6\ufdd7\ufdd8\ufdd9';
const NAMES = ['field', 'component', 'repetition', 'escape', 'subcomponent'] as const;
const SEQUENCES = ['F', 'S', 'R', 'E', 'T'];

const isUsual = (s: Separators): boolean => NAMES.every((name) => s[name] === USUAL[name]);

/** The same message with the usual separators, because the parser below knows no others. */
export function withUsualSeparators(segments: readonly string[], s: Separators): string[] {
  if (isUsual(s)) return [...segments];
  return segments.map((segment, i) => (i === 0 ? `MSH|^~\\&|${translate(afterEncoding(segment, s), s)}` : translate(segment, s)));
}

/** Everything behind MSH-2. */
const afterEncoding = (msh: string, s: Separators): string => msh.slice(4).split(s.field).slice(1).join(s.field);

function translate(text: string, s: Separators): string {
  let out = text;
  for (const [i, sequence] of SEQUENCES.entries()) out = out.replaceAll(s.escape + sequence + s.escape, STAND_INS[5 + i]!);
  return Array.from(out, (char) => {
    const separator = NAMES.find((name) => s[name] === char);
    if (separator !== undefined) return USUAL[separator];
    const usual = NAMES.findIndex((name) => USUAL[name] === char);
    return usual < 0 ? char : STAND_INS[usual]!;
  }).join('');
}

/** Back from the stand-ins, in a value that is not split any more. */
export function restore(value: string, s: Separators): string {
  return value.replace(/[\ufdd0-\ufdd9]/g, (char) => {
    const at = STAND_INS.indexOf(char);
    return at < 5 ? USUAL[NAMES[at]!] : s[NAMES[at - 5]!];
  });
}
