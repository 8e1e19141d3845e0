import type { JSX } from 'solid-js';
import type { CallView } from '#shared/protocol/call.ts';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { elapsed, elapsedWords } from '../app/clock.ts';

/** How long since last known well, at the most; while that is not known, since arrival. */
export function Since(props: { call: CallView; consult: ConsultSummary | undefined; now: number }): JSX.Element {
  const known = () => props.consult?.lastKnownWell?.from ?? null;
  const from = () => known() ?? props.call.openedAt;
  const what = () => (known() === null ? 'since arrival' : 'since last known well');
  return (
    <>
      <strong aria-hidden="true">{elapsed(from(), props.now)}</strong>
      <span aria-hidden="true"> {what()}</span>
      <span class="visually-hidden">
        {elapsedWords(from(), props.now)} {what()}
      </span>
    </>
  );
}
