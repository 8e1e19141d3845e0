import { createMemo, createResource, createSignal, type JSX, Show } from 'solid-js';
import { last } from '#shared/chart/entries.ts';
import { volumeOf } from '#shared/chart/imaging.ts';
import { ABC2 } from '#shared/clinical/imaging-scores.ts';
import type { Body } from '#shared/protocol/chart/chart.ts';
import { Keyed } from '../../ui/keyed.tsx';
import { createEntering } from '../ui/create-entering.ts';
import { EntryForm } from '../ui/entry-form.tsx';
import { NumberField, numberOf } from '../ui/number-field.tsx';
import panel from '../ui/panel.module.css';
import { Rule } from '../ui/rule.tsx';
import { siteTime } from '../ui/site-time.ts';
import { ImageLink } from './image-link.tsx';
import type { ScoresProps } from './scores-panel.tsx';
import { seriesStep } from './series-step.ts';
import { words } from './words.ts';

/** A share that stands for each class of slices: over 75 %, 25 to 75 %, under 25 % of the largest area. */
const SHARES = { full: 1, half: 0.5, less: 0.1 } as const;
type Share = keyof typeof SHARES;

/** ABC/2 from two lengths drawn on one slice, with the third dimension from the series' own geometry. */
export function HaematomaSection(props: ScoresProps): JSX.Element {
  const current = () => last(props.chart.entries(), 'haematoma');
  const [a, setA] = createSignal<string | null>(null);
  const [b, setB] = createSignal<string | null>(null);
  const [counts, setCounts] = createSignal<Record<Share, string>>({ full: '', half: '', less: '' });
  const [irregular, setIrregular] = createSignal(false);
  const entering = createEntering(props.chart);
  const drawn = (uid: string | null) => props.lengths().find((one) => one.uid === uid);
  /** B lies on the slice of A. */
  const across = () => props.lengths().filter(({ uid, image }) => uid !== a() && image.sopInstanceUid === drawn(a())?.image.sopInstanceUid);
  /** Asked again only for another slice, not with every mark that somebody draws. */
  const sliceOfA = createMemo(() => drawn(a())?.image, undefined, {
    equals: (one, other) => one?.sopInstanceUid === other?.sopInstanceUid,
  });
  const [step] = createResource(sliceOfA, (image) => seriesStep(props.chart.consult().id, image).catch(() => null));
  const body = (): Body<'haematoma'> | null => {
    const [first, second, geometry] = [drawn(a()), drawn(b()), step()];
    if (first === undefined || second === undefined || geometry === undefined || geometry === null) return null;
    const areas = (Object.keys(SHARES) as Share[]).flatMap((share) =>
      Array.from({ length: Math.round(numberOf(counts()[share]) ?? 0) }, () => SHARES[share]),
    );
    if (areas.length === 0) return null;
    const [aMm, bMm] = [Math.max(first.mm, second.mm), Math.min(first.mm, second.mm)];
    return {
      aMm,
      bMm,
      areas,
      spacingMm: geometry.spacingMm,
      tiltDegrees: geometry.tiltDegrees,
      irregular: irregular(),
      image: first.image,
    };
  };
  const submit = async () => {
    const measured = body();
    if (measured !== null) await entering.enter('haematoma', measured);
  };
  const choose = (
    label: string,
    options: () => readonly { uid: string; text: string }[],
    value: () => string | null,
    set: (uid: string | null) => void,
  ) => (
    <label class={panel['field']}>
      {label}
      <select class={panel['input']} onChange={(event) => set(event.currentTarget.value === '' ? null : event.currentTarget.value)}>
        <option value="">–</option>
        <Keyed each={options()} by={({ uid }) => uid}>
          {(one) => (
            <option value={one().uid} selected={one().uid === value()}>
              {one().text}
            </option>
          )}
        </Keyed>
      </select>
    </label>
  );
  return (
    <section class={panel['section']} aria-label={words.abc2}>
      <p class={panel['line']}>
        <span class={panel['title']}>{words.abc2}</span>
        <Rule of={words.abc2} text={`${words.abc2Hint} ${ABC2.irregular.text}. ${ABC2.weights.text}.`} source={ABC2.source} />
      </p>
      <Show when={current()}>
        {(entry) => (
          <p class={panel['row']}>
            <span class={panel['number']} data-volume={volumeOf(entry().body)}>
              {words.volume(String(volumeOf(entry().body)))}
            </span>
            <span class={panel['quiet']}>
              {words.by(entry().by?.name ?? '', siteTime(entry().at, props.chart.zone(), props.chart.now()))}
            </span>
            <ImageLink chart={props.chart} viewer={props.viewer} image={entry().body.image} />
          </p>
        )}
      </Show>
      <Show when={props.chart.may('haematoma')}>
        <p class={panel['quiet']}>{words.abc2Hint}</p>
        <Show when={props.lengths().length > 0}>
          <EntryForm what={words.abc2} entering={entering} ready={body() !== null} onSubmit={submit}>
            {choose(words.a, props.lengths, a, setA)}
            {choose(words.b, across, b, setB)}
            <Show when={a() !== null && !step.loading}>
              <p class={panel['quiet']}>
                {step() === null || step() === undefined
                  ? words.noGeometry
                  : words.geometry(step()!.spacingMm.toFixed(2), step()!.tiltDegrees.toFixed(1))}
              </p>
            </Show>
            {(Object.keys(SHARES) as Share[]).map((share) => (
              <NumberField
                label={`${words.slices}, ${words.shares[share]}`}
                unit=""
                value={counts()[share]}
                onInput={(text) => setCounts({ ...counts(), [share]: text })}
              />
            ))}
            <label class={panel['tick']}>
              <input type="checkbox" checked={irregular()} onChange={() => setIrregular(!irregular())} />
              {words.irregular}
            </label>
            <Show when={body()}>{(measured) => <strong>{words.volume(String(volumeOf(measured())))}</strong>}</Show>
          </EntryForm>
        </Show>
      </Show>
    </section>
  );
}
