import { For, type JSX, Show } from 'solid-js';
import { pcAspectsOf } from '#shared/chart/imaging.ts';
import { PC_ASPECTS_REGIONS, PC_ASPECTS_SOURCE, type PcAspectsRegion } from '#shared/clinical/imaging-scores.ts';
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

/** Posterior circulation: eight regions, midbrain and pons for two. */
export function PcAspectsSection(props: ScoresProps): JSX.Element {
  const read = () => pcAspectsOf(props.chart.entries());
  const affected = () => read()?.entry.body.affected ?? [];
  const entering = createEntering(props.chart);
  const enter = (next: PcAspectsRegion[]) => {
    const slice = sliceOnScreen(props.viewer());
    const before = read()?.entry.body.readOn ?? [];
    const known = before.some(({ sopInstanceUid }) => sopInstanceUid === slice?.sopInstanceUid);
    void entering.enter('pc-aspects', { affected: next, readOn: slice === null || known ? before : [...before, slice].slice(-20) });
  };
  const toggle = (region: PcAspectsRegion) =>
    enter(affected().includes(region) ? affected().filter((one) => one !== region) : [...affected(), region]);
  return (
    <section class={panel['section']} aria-label={words.pcAspects}>
      <details>
        <summary>
          <strong>{words.pcAspects}</strong> <Show when={read()}>{(known) => <span data-pc-aspects>{known().score} / 10</span>}</Show>
        </summary>
        <Rule of={words.pcAspects} text={words.aspectsHint} source={PC_ASPECTS_SOURCE} />
        <div class={styles['brain']}>
          <For each={PC_ASPECTS_REGIONS}>
            {({ id }) => (
              <button
                type="button"
                class={panel['choice']}
                aria-pressed={affected().includes(id)}
                disabled={!props.chart.may('pc-aspects')}
                onClick={() => toggle(id)}
              >
                {words.pcRegions[id]}
              </button>
            )}
          </For>
        </div>
        <Show when={read() === null && props.chart.may('pc-aspects')}>
          <Button onClick={() => enter([])}>{words.nothing}</Button>
        </Show>
        <For each={read()?.entry.body.readOn ?? []}>{(image) => <ImageLink chart={props.chart} viewer={props.viewer} image={image} />}</For>
        <Fault entering={entering} />
      </details>
    </section>
  );
}
