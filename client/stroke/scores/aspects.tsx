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
import { ASPECTS_MAPS, WIDTH } from './aspects-shapes.ts';
import { createOnScreen } from './create-on-screen.ts';
import { ReadOn } from './read-on.tsx';
import { type MapRegion, RegionMap } from './region-map.tsx';
import type { ScoresProps } from './scores-panel.tsx';
import { words } from './words.ts';

type Side = 'left' | 'right';
type Level = 'ganglionic' | 'supraganglionic';
const LEVELS: readonly Level[] = ['ganglionic', 'supraganglionic'];
/** As the reader faces the picture: the patient's right is on the left. */
const SIDES: readonly Side[] = ['right', 'left'];

/** Ten regions of each side on two schemes, mirrored as on the picture; each tap is kept with the slice its level was read on. */
export function AspectsSection(props: ScoresProps): JSX.Element {
  const entering = createEntering(props.chart);
  const onScreen = createOnScreen(props.viewer);
  const current = (side: Side): Body<'aspects'> =>
    aspectsOf(props.chart.entries(), side)?.body ?? { side, affected: [], ganglionic: null, supraganglionic: null };
  const enter = (side: Side, change: Partial<Body<'aspects'>>) => {
    const { side: _side, ...saw } = current(side);
    void entering.enter('aspects', { side, ...saw, ...change, saw });
  };
  const regionsOf = (level: Level): (MapRegion & { side: Side; id: AspectsRegion })[] =>
    SIDES.flatMap((side) =>
      ASPECTS_MAPS[level].shapes.map(({ id, path, label }) => {
        const affected = current(side).affected.includes(id);
        const { name } = ASPECTS_REGIONS.find((region) => region.id === id)!;
        const key = `${side} ${id}`;
        return {
          ...{ key, side, id, path, label, affected },
          mirrored: side === 'left',
          letters: id,
          name: words.regionState(name, side, affected),
          points: 1,
        };
      }),
    );
  const toggle = (level: Level, key: string) => {
    const found = regionsOf(level).find((region) => region.key === key);
    if (found === undefined) return;
    const { side, id } = found;
    const { affected } = current(side);
    const next = affected.includes(id) ? affected.filter((one) => one !== id) : [...affected, id];
    // The slice that is looked at is the one it is read on, until another is linked.
    enter(side, { affected: next, [level]: linked(level) ?? onScreen() });
  };
  const link = (level: Level, slice: ImageReference) => {
    for (const side of SIDES) enter(side, { [level]: slice });
  };
  const linked = (level: Level) => current('right')[level] ?? current('left')[level];
  const may = () => props.chart.may('aspects');
  return (
    <section class={panel['section']} aria-label={words.aspects}>
      <p class={panel['line']}>
        <span class={panel['title']}>{words.aspects}</span>
        <Rule of={words.aspects} text={words.aspectsHint} source={ASPECTS_SOURCE} />
      </p>
      <p class={panel['quiet']}>{words.tapRegions}</p>
      <p class={panel['row']} aria-live="polite">
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
          <>
            <strong>{words.levels[level]}</strong>
            <ReadOn
              of={words.levels[level]}
              viewer={props.viewer}
              image={linked(level)}
              onScreen={onScreen()}
              disabled={!may()}
              onLink={(slice) => link(level, slice)}
            />
            <RegionMap
              label={words.levels[level]}
              width={WIDTH}
              level={ASPECTS_MAPS[level]}
              regions={regionsOf(level)}
              disabled={!may()}
              onToggle={(key) => toggle(level, key)}
            />
          </>
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
