import { createMemo, type JSX, Show } from 'solid-js';
import { intervals } from '#shared/chart/intervals.ts';
import { knownTimes, onsetOf } from '#shared/chart/times.ts';
import { Keyed } from '../../ui/keyed.tsx';
import type { Chart } from '../create-chart.ts';
import styles from './clock-bar.module.css';
import { hoursMinutes, plusMinus } from './show.ts';
import { words } from './words.ts';

/** Always visible: how long since last known well, as a range; then the door, the CT and the needle. One tap opens the times. */
export function ClockBar(props: { chart: Chart; onOpen: () => void }): JSX.Element {
  const known = createMemo(() => onsetOf(props.chart.entries()).lastKnownWell);
  const times = createMemo(() => knownTimes(props.chart.entries()));
  const others = () =>
    (['arrival', 'ct', 'needle', 'door-out'] as const).flatMap((what) => {
      const time = times().get(what);
      return time === undefined
        ? []
        : [{ what, since: hoursMinutes(props.chart.now() - time.at), bounds: plusMinus(time.earliest, time.latest) }];
    });
  const overdue = () =>
    intervals(props.chart.entries(), props.chart.policy(), props.chart.now()).filter(({ state }) => state === 'overdue');
  const since = () => {
    const range = known();
    if (range === null) return null;
    const [atLeast, atMost] = [hoursMinutes(props.chart.now() - range.to), hoursMinutes(props.chart.now() - range.from)];
    return atLeast === atMost ? atLeast : `${atLeast}–${atMost}`;
  };
  return (
    <button
      type="button"
      class={styles['bar']}
      aria-label={`${words.clocks}${since() === null ? '' : `, ${since()} ${words.sinceLkw}`}`}
      onClick={() => props.onOpen()}
    >
      <Show when={since()} fallback={<strong class={styles['unknown']}>{words.lkwUnknown}</strong>}>
        {(text) => (
          <span class={styles['leading']} data-clock="last-known-well">
            <strong>{text()}</strong>{' '}
            <small>
              <span class={styles['long']}>{words.lkwShort}</span>
              <span class={styles['short']}>{words.lkwAbbreviation}</span>
            </small>
          </span>
        )}
      </Show>
      <span class={styles['others']}>
        <Keyed each={others()} by={({ what }) => what}>
          {(one) => (
            <span class={styles['other']} data-clock={one().what} data-overdue={overdue().some(({ from }) => from.what === one().what)}>
              {words.since[one().what]} <strong>{one().since}</strong> {one().bounds}
            </span>
          )}
        </Keyed>
      </span>
    </button>
  );
}
