import { For, type JSX, Show } from 'solid-js';
import { aspectsOf } from '#shared/chart/imaging.ts';
import { ASPECTS_REGIONS, ASPECTS_SOURCE, type AspectsRegion } from '#shared/clinical/imaging-scores.ts';
import type { Body } from '#shared/protocol/chart/chart.ts';
import type { ImageReference } from '#shared/protocol/record.ts';
import { Button } from '../../ui/button.tsx';
import { createEntering } from '../ui/create-entering.ts';
import { Fault } from '../ui/entry-form.tsx';
import panel from '../ui/panel.module.css';
import { Rule } from '../ui/rule.tsx';
import { ImageLink } from './image-link.tsx';
import styles from './scores.module.css';
import type { ScoresProps } from './scores-panel.tsx';
import { sliceOnScreen } from './slice-on-screen.ts';
import { words } from './words.ts';

type Side = 'left' | 'right';
type Level = 'ganglionic' | 'supraganglionic';
const LEVELS: readonly Level[] = ['ganglionic', 'supraganglionic'];
/** As the reader faces the picture: the patient's right is on the left. */
const SIDES: readonly Side[] = ['right', 'left'];

/** Ten regions of each side on two levels, mirrored as on the picture; each tap is kept with the slice its level was read on. */
export function AspectsSection(props: ScoresProps): JSX.Element {
  const entering = createEntering(props.chart);
  const current = (side: Side): Body<'aspects'> =>
    aspectsOf(props.chart.entries(), side)?.entry.body ?? { side, affected: [], ganglionic: null, supraganglionic: null };
  const enter = (side: Side, change: Partial<Body<'aspects'>>) => void entering.enter('aspects', { ...current(side), ...change });
  const toggle = (side: Side, region: AspectsRegion, level: Level) => {
    const { affected } = current(side);
    const next = affected.includes(region) ? affected.filter((one) => one !== region) : [...affected, region];
    // The slice that is looked at is the one it is read on, until another is linked.
    const slice: ImageReference | null = current(side)[level] ?? sliceOnScreen(props.viewer());
    enter(side, { affected: next, [level]: slice });
  };
  const link = (level: Level) => {
    const slice = sliceOnScreen(props.viewer());
    if (slice !== null) for (const side of SIDES) enter(side, { [level]: slice });
  };
  const linked = (level: Level) => current('right')[level] ?? current('left')[level];
  const may = () => props.chart.may('aspects');
  return (
    <section class={panel['section']} aria-label={words.aspects}>
      <p class={panel['line']}>
        <span class={panel['title']}>{words.aspects}</span>
        <Rule of={words.aspects} text={words.aspectsHint} source={ASPECTS_SOURCE} />
      </p>
      <p class={panel['row']}>
        <For each={SIDES}>
          {(side) => (
            <Show when={aspectsOf(props.chart.entries(), side)}>
              {(read) => (
                <span class={panel['number']} data-aspects={side}>
                  {words.score(words.sides[side], read().score)}
                </span>
              )}
            </Show>
          )}
        </For>
      </p>
      <For each={LEVELS}>
        {(level) => (
          <div class={panel['card']}>
            <p class={panel['row']}>
              <strong>{words.levels[level]}</strong>
              <Button disabled={!may()} onClick={() => link(level)}>
                {words.link(words.levels[level])}
              </Button>
              <ImageLink chart={props.chart} viewer={props.viewer} image={linked(level)} />
            </p>
            <div class={styles['brain']}>
              <For each={ASPECTS_REGIONS.filter((region) => region.level === level)}>
                {(region) => (
                  <>
                    {SIDES.map((side) => (
                      <button
                        type="button"
                        class={panel['choice']}
                        aria-label={words.region(words.sides[side], region.name)}
                        aria-pressed={current(side).affected.includes(region.id)}
                        disabled={!may()}
                        onClick={() => toggle(side, region.id, level)}
                      >
                        {region.id}
                      </button>
                    ))}
                  </>
                )}
              </For>
            </div>
          </div>
        )}
      </For>
      <Show when={may()}>
        <p class={panel['row']}>
          <For each={SIDES}>
            {(side) => (
              <Show when={aspectsOf(props.chart.entries(), side) === null}>
                <Button onClick={() => enter(side, {})}>{words.nothingOn(words.sides[side])}</Button>
              </Show>
            )}
          </For>
        </p>
      </Show>
      <Fault entering={entering} />
    </section>
  );
}
