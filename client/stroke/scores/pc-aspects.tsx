import { For, type JSX, Show } from 'solid-js';
import { pcAspectsOf } from '#shared/chart/imaging.ts';
import { PC_ASPECTS_REGIONS, PC_ASPECTS_SOURCE, type PcAspectsRegion } from '#shared/clinical/imaging-scores.ts';
import type { ImageReference } from '#shared/protocol/record.ts';
import { Button } from '../../ui/button.tsx';
import { Keyed } from '../../ui/keyed.tsx';
import { createEntering } from '../ui/create-entering.ts';
import { Fault } from '../ui/entry-form.tsx';
import panel from '../ui/panel.module.css';
import { Rule } from '../ui/rule.tsx';
import { WIDTH } from './aspects-shapes.ts';
import { createOnScreen, imageName } from './create-on-screen.ts';
import { PC_ASPECTS_MAPS, type PosteriorMap } from './pc-aspects-shapes.ts';
import { type MapRegion, RegionMap } from './region-map.tsx';
import type { ScoresProps } from './scores-panel.tsx';
import { words } from './words.ts';

/** So many slices it may have been read on. */
const MOST_SLICES = 20;
const mirrorOf = (id: PcAspectsRegion) => id.replace('right-', 'left-') as PcAspectsRegion;
const sideOf = (id: PcAspectsRegion) => (id.startsWith('left-') ? 'left' : id.startsWith('right-') ? 'right' : null);
const partOf = (id: PcAspectsRegion) => id.replace(/^(left|right)-/, '') as keyof typeof words.pcParts;

/** Posterior circulation: eight regions on three schemes, midbrain and pons for two. */
export function PcAspectsSection(props: ScoresProps): JSX.Element {
  const read = () => pcAspectsOf(props.chart.entries());
  const affected = () => read()?.body.affected ?? [];
  const readOn = () => read()?.body.readOn ?? [];
  const entering = createEntering(props.chart);
  const onScreen = createOnScreen(props.viewer);
  const saw = () => ({ affected: affected(), readOn: readOn() });
  const enter = (next: PcAspectsRegion[]) => {
    const slice = onScreen();
    const known = readOn().some(({ sopInstanceUid }) => sopInstanceUid === slice?.sopInstanceUid);
    void entering.enter('pc-aspects', {
      affected: next,
      readOn: slice === null || known ? readOn() : [...readOn(), slice].slice(-MOST_SLICES),
      saw: saw(),
    });
  };
  const unlink = (image: ImageReference) =>
    void entering.enter('pc-aspects', {
      affected: affected(),
      readOn: readOn().filter(({ sopInstanceUid }) => sopInstanceUid !== image.sopInstanceUid),
      saw: saw(),
    });
  const toggle = (region: PcAspectsRegion) =>
    enter(affected().includes(region) ? affected().filter((one) => one !== region) : [...affected(), region]);
  const regionsOf = (map: PosteriorMap): MapRegion[] =>
    map.shapes.flatMap(({ id, path, label }) =>
      (sideOf(id) === null ? [id] : [id, mirrorOf(id)]).map((one) => {
        const { points } = PC_ASPECTS_REGIONS.find((region) => region.id === one)!;
        const part = words.pcParts[partOf(one)];
        const lost = affected().includes(one);
        return {
          ...{ key: one, path, label, points },
          mirrored: sideOf(one) === 'left',
          letters: part,
          name: words.regionState(points === 1 ? part : `${part}, ${words.points(points)}`, sideOf(one), lost),
          affected: lost,
        };
      }),
    );
  return (
    <section class={panel['section']} aria-label={words.pcAspects}>
      <details>
        <summary>
          <strong>{words.pcAspects}</strong> <Show when={read()}>{(known) => <span data-pc-aspects>{known().score} / 10</span>}</Show>
        </summary>
        <p class={panel['line']}>
          <span class={panel['quiet']}>{words.tapRegions}</span>
          <Rule of={words.pcAspects} text={words.aspectsHint} source={PC_ASPECTS_SOURCE} />
        </p>
        <For each={PC_ASPECTS_MAPS}>
          {(map) => (
            <>
              <strong>{words.pcLevels[map.name]}</strong>
              <RegionMap
                label={words.pcLevels[map.name]}
                width={WIDTH}
                level={map}
                regions={regionsOf(map)}
                disabled={!props.chart.may('pc-aspects')}
                onToggle={(key) => toggle(key as PcAspectsRegion)}
              />
            </>
          )}
        </For>
        <Show when={read() === null && props.chart.may('pc-aspects')}>
          <Button onClick={() => enter([])}>{words.nothing}</Button>
        </Show>
        <ul class={panel['list']} aria-label={words.slicesReadOn}>
          <Keyed each={readOn()} by={({ sopInstanceUid, frame }) => `${sopInstanceUid} ${frame}`}>
            {(image) => {
              const name = () => imageName(props.viewer(), image()) ?? words.sliceElsewhere;
              return (
                <li class={panel['row']}>
                  <span>{words.readOnSlice(name())}</span>
                  <Button kind="quiet" aria-label={words.showOf(name())} onClick={() => props.viewer()?.showSlice(image())}>
                    {words.show}
                  </Button>
                  <Show when={props.chart.may('pc-aspects')}>
                    <Button kind="quiet" aria-label={words.notOn(name())} onClick={() => unlink(image())}>
                      {words.notOnShort}
                    </Button>
                  </Show>
                </li>
              );
            }}
          </Keyed>
        </ul>
        <Fault entering={entering} />
      </details>
    </section>
  );
}
