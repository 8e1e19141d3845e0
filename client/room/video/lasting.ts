import type { BudgetReason } from '#shared/media/budget.ts';

/** A narrow link is told after so long, ms: for the first seconds its width is only being found. */
export const NARROW_AFTER_MS = 4_000;

const NARROW: readonly BudgetReason[] = [
  'others-reduced-link-narrow',
  'video-reduced-link-narrow',
  'video-paused-link-narrow',
  'sound-only',
];

/** The reason as it is to be shown: what loading slices cost at once, a narrow link when it stays narrow. */
export function makeLasting(): (reason: BudgetReason, now: number) => BudgetReason {
  let since: number | null = null;
  return (reason, now) => {
    since = NARROW.includes(reason) ? (since ?? now) : null;
    return since === null || now - since >= NARROW_AFTER_MS ? reason : 'all-shown';
  };
}
