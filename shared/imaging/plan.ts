import type { FocusView, SeriesRole } from '../protocol/stream.ts';

/**
 * The prefetch plan: in which order one viewer gets every (frame, level) of a consult. Pure; the scheduler sends the first task
 * that is not done whenever there is credit, and asks again when focus or content changes.
 *
 * Invariants (property tests):
 *  1. every ready (frame, level) that the client lacks stands in the plan exactly once;
 *  2. a frame's preview never comes after its lossless rest;
 *  3. own focus comes first, then the leader's;
 *  4. nothing starves: the plan is a total order over all of them, priors and dose pages included.
 */

export interface PlanFrame {
  id: number;
  /** Bytes of the codestream that make the preview and the whole; 0 while it is not made yet. */
  previewBytes: number;
  totalBytes: number;
  /** Bytes the client holds or has been sent. */
  sent: number;
}

export interface PlanSeries {
  uid: string;
  role: SeriesRole;
  prior: boolean;
  /** In slice order (along the normal, feet to head where that is known). */
  frames: readonly PlanFrame[];
  /** Position of each frame along the head axis, mm above the lowest; null when the series has no axial geometry. */
  heights: readonly number[] | null;
}

export type Level = 'preview' | 'lossless';

export interface Task {
  id: number;
  level: Level;
  /** Offset up to which this task sends. */
  until: number;
}

/** Distance below the vertex, mm, of the levels that decide. Adult head height vertex to skull base is about 130 mm. */
const GANGLIONIC = 75;
const SUPRAGANGLIONIC = 55;
const TERMINAL_CAROTID_M1 = 95;
const BASILAR = 105;
const HEAD_LEVELS = [GANGLIONIC, SUPRAGANGLIONIC];
const VESSEL_LEVELS = [TERMINAL_CAROTID_M1, BASILAR];

/** Neighbours of a focused slice whose preview comes before anything else, to each side (the far side of the scroll gets half). */
const NEIGHBOURS = 4;

const ROLE_ORDER: Record<SeriesRole, number> = {
  'ncct-thick': 0,
  'ncct-thin': 1,
  cta: 2,
  'perfusion-summary': 3,
  mr: 4,
  perfusion: 5,
  'other-image': 6,
  document: 7,
  scout: 8,
  dose: 9,
};

export interface PlanInput {
  series: readonly PlanSeries[];
  own: readonly FocusView[];
  leader: readonly FocusView[];
}

export function plan({ series, own, leader }: PlanInput): Task[] {
  const out = new TaskList();
  const byUid = new Map(series.map((one) => [one.uid, one]));
  for (const focus of [own, leader]) {
    for (const view of focus) for (const frame of focused(byUid.get(view.series), view)) out.add(frame, 'preview');
    for (const view of focus) for (const frame of focused(byUid.get(view.series), view)) out.add(frame, 'lossless');
  }
  for (const view of [...own, ...leader]) for (const frame of neighbours(byUid.get(view.series), view)) out.add(frame, 'preview');

  const focusOf = new Map([...leader, ...own].map((view) => [view.series, view]));
  const ranked = [...series].sort((a, b) => Number(a.prior) - Number(b.prior) || ROLE_ORDER[a.role] - ROLE_ORDER[b.role]);
  const deciding = ranked.find((one) => !one.prior && (one.role === 'ncct-thick' || one.role === 'ncct-thin'));
  const onScreen = ranked.filter((one) => focusOf.has(one.uid) && one !== deciding);
  const first = deciding === undefined ? onScreen : [deciding, ...onScreen];
  const ordered = new Map(ranked.map((one) => [one.uid, sliceOrder(one, focusOf.get(one.uid))]));
  for (const one of first) for (const frame of ordered.get(one.uid)!) out.add(frame, 'preview');
  for (const one of first) for (const frame of ordered.get(one.uid)!) out.add(frame, 'lossless');
  for (const one of ranked) {
    for (const frame of ordered.get(one.uid)!) out.add(frame, 'preview');
    for (const frame of ordered.get(one.uid)!) out.add(frame, 'lossless');
  }
  return out.tasks;
}

/** How urgent it is to make a series' codestreams at all, before anybody has asked: lower first. */
export const roleRank = (role: SeriesRole, prior: boolean): number => ROLE_ORDER[role] + (prior ? 100 : 0);

/** Keeps the first place of each (frame, level), and leaves out what the client already has. */
class TaskList {
  readonly tasks: Task[] = [];
  readonly #preview = new Set<number>();
  readonly #lossless = new Set<number>();

  add(frame: PlanFrame, level: Level): void {
    const seen = level === 'preview' ? this.#preview : this.#lossless;
    if (seen.has(frame.id)) return;
    seen.add(frame.id);
    // Asked for whole before its preview was: the preview goes with it.
    if (level === 'lossless') this.#preview.add(frame.id);
    const until = level === 'preview' ? frame.previewBytes : frame.totalBytes;
    if (frame.sent < until) this.tasks.push({ id: frame.id, level, until });
  }
}

function focused(series: PlanSeries | undefined, view: FocusView): PlanFrame[] {
  const at = indexOf(series, view);
  if (series === undefined || at < 0) return [];
  const around = [series.frames[at]!];
  for (let d = 1; d <= view.span; d++)
    around.push(...[series.frames[at + d], series.frames[at - d]].filter((frame) => frame !== undefined));
  return around;
}

function neighbours(series: PlanSeries | undefined, view: FocusView): PlanFrame[] {
  const at = indexOf(series, view);
  if (series === undefined || at < 0) return [];
  const out: PlanFrame[] = [];
  for (let d = 1; d <= NEIGHBOURS; d++) {
    const ahead = view.direction >= 0 || d <= NEIGHBOURS / 2 ? series.frames[at + d] : undefined;
    const behind = view.direction <= 0 || d <= NEIGHBOURS / 2 ? series.frames[at - d] : undefined;
    out.push(...[ahead, behind].filter((frame) => frame !== undefined));
  }
  return out;
}

const indexOf = (series: PlanSeries | undefined, view: FocusView): number =>
  series?.frames.findIndex((frame) => frame.id === view.id) ?? -1;

/** From what is looked at outward; else from the levels that decide outward; else from the middle. */
function sliceOrder(series: PlanSeries, view: FocusView | undefined): PlanFrame[] {
  const at = view === undefined ? -1 : indexOf(series, view);
  const distance = at >= 0 ? series.frames.map((_, i) => Math.abs(i - at)) : distancesToTargets(series);
  return series.frames
    .map((frame, i) => ({ frame, d: distance[i]! }))
    .sort((a, b) => a.d - b.d)
    .map(({ frame }) => frame);
}

function distancesToTargets(series: PlanSeries): number[] {
  const { heights, frames, role } = series;
  const levels = role === 'cta' ? VESSEL_LEVELS : role === 'ncct-thick' || role === 'ncct-thin' ? HEAD_LEVELS : null;
  const middle = (frames.length - 1) / 2;
  if (heights === null || levels === null) return frames.map((_, i) => Math.abs(i - middle));
  const vertex = Math.max(...heights);
  const lowest = Math.min(...heights);
  const targets = levels.map((below) => Math.max(lowest, vertex - below));
  return heights.map((height) => Math.min(...targets.map((target) => Math.abs(height - target))));
}
