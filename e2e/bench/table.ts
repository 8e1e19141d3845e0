import type { Goal, Outcome, ResultRow } from './result.ts';

/** The outcome as a person reads it: rows with medians and ranges, then the goals. */
export function printOutcome(bench: string, { rows, goals }: Outcome): void {
  console.log(`\n== ${bench}`);
  print([
    ['', 'ours', '(min–max)', 'peer', '(min–max)', 'bare TCP', 'limit', 'unit', 'n'],
    ...rows.map((row) => [
      row.name,
      number(row.ours),
      `(${number(row.min)}–${number(row.max)})`,
      row.peer === null ? '–' : number(row.peer),
      row.peerMin === undefined ? '' : `(${number(row.peerMin)}–${number(row.peerMax!)})`,
      row.tcp === undefined ? '' : number(row.tcp),
      row.limit === undefined ? '' : number(row.limit),
      row.unit,
      String(row.n),
    ]),
  ]);
  for (const note of notes(rows)) console.log(`  * ${note}`);
  print(goals.map((goal) => [verdict(goal), goal.name, number(goal.goal), `is ${number(goal.value)}`]));
}

const verdict = ({ met }: Goal): string => (met ? 'met   ' : 'MISSED');

/** Each note once, with the first row that has it. */
const notes = (rows: readonly ResultRow[]): string[] => [
  ...new Set(rows.map(({ note }) => note).filter((note): note is string => note !== undefined)),
];

function number(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function print(lines: readonly (readonly string[])[]): void {
  const widths: number[] = [];
  for (const line of lines) for (const [i, cell] of line.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  for (const line of lines)
    console.log(
      `  ${line.map((cell, i) => (i === 0 || i === line.length - 1 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')}`.trimEnd(),
    );
}
