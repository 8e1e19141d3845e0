import { createEffect, createSignal, type JSX, on, Show } from 'solid-js';
import { last } from '#shared/chart/entries.ts';
import type { Body, EntryOf } from '#shared/protocol/chart/chart.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { createEntering } from '../ui/create-entering.ts';
import { EntryForm } from '../ui/entry-form.tsx';
import { NumberField, numberOf } from '../ui/number-field.tsx';
import panel from '../ui/panel.module.css';
import { siteTime } from '../ui/site-time.ts';
import type { ScoresProps } from './scores-panel.tsx';
import { sliceOnScreen } from './slice-on-screen.ts';
import { words } from './words.ts';

type Findings = Body<'findings'>;
type Answer = Findings['haemorrhage'];
const ANSWERS = (['yes', 'no', 'unknown'] as const).map((value) => ({ value, text: words.answers[value] }));
const OCCLUSIONS = (Object.keys(words.occlusions) as Findings['occlusion'][]).map((value) => ({ value, text: words.occlusions[value] }));
const SIDES = (['left', 'right'] as const).map((value) => ({ value, text: words.sides[value] }));

/** The reading: bleed, hypodensity, mass effect, occlusion and its side, perfusion. Nothing is preset. */
export function FindingsSection(props: ScoresProps): JSX.Element {
  const current = () => last(props.chart.entries(), 'findings');
  const [answers, setAnswers] = createSignal<Partial<Record<'haemorrhage' | 'hypodensity' | 'massEffect', Answer>>>({});
  const [occlusion, setOcclusion] = createSignal<Findings['occlusion'] | null>(null);
  const [side, setSide] = createSignal<'left' | 'right' | null>(null);
  const [core, setCore] = createSignal('');
  const [hypoperfused, setHypoperfused] = createSignal('');
  /** The entry that the fields were taken from, and whether this person has changed them since. */
  const [from, setFrom] = createSignal<string | null>(null);
  const [begun, setBegun] = createSignal(false);
  const entering = createEntering(props.chart);
  const takeOver = (entry: EntryOf<'findings'>) => {
    const { haemorrhage, hypodensity, massEffect, perfusion } = entry.body;
    setAnswers({ haemorrhage, hypodensity, massEffect });
    setOcclusion(entry.body.occlusion);
    setSide(entry.body.side);
    setCore(perfusion === null ? '' : String(perfusion.coreMl));
    setHypoperfused(perfusion === null ? '' : String(perfusion.hypoperfusedMl));
    setFrom(entry.id);
    setBegun(false);
  };
  // A newer reading, of whomever, is what is changed from here; what this person has begun is never taken out of their hands.
  createEffect(on(current, (entry) => entry !== undefined && entry.id !== from() && !begun() && takeOver(entry)));
  const newer = () => (begun() && current()?.id !== from() ? current() : undefined);
  const begin =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      setBegun(true);
      set(value);
    };
  const sided = () => !['none', 'unknown', 'basilar', null].includes(occlusion());
  const body = (): Omit<Findings, 'readOn'> | null => {
    const { haemorrhage, hypodensity, massEffect } = answers();
    const [vessel, coreMl, hypoperfusedMl] = [occlusion(), numberOf(core()), numberOf(hypoperfused())];
    if (haemorrhage === undefined || hypodensity === undefined || massEffect === undefined || vessel === null) return null;
    if (sided() && side() === null) return null;
    const perfusion = coreMl === null || hypoperfusedMl === null ? null : { coreMl, hypoperfusedMl };
    return { haemorrhage, hypodensity, massEffect, occlusion: vessel, side: sided() ? side() : null, perfusion };
  };
  const submit = async () => {
    const read = body();
    const slice = sliceOnScreen(props.viewer());
    if (read !== null && (await entering.enter('findings', { ...read, readOn: slice === null ? [] : [slice] }))) setBegun(false);
  };
  return (
    <section class={panel['section']} aria-label={words.read}>
      <h3 class={panel['title']}>{words.read}</h3>
      <Show when={current()}>
        {(entry) => (
          <p class={panel['quiet']} data-findings={entry().body.haemorrhage}>
            {words.by(entry().by?.name ?? '', siteTime(entry().at, props.chart.zone(), props.chart.now()))}.{' '}
            {words.readOn(entry().body.readOn.length)}
          </p>
        )}
      </Show>
      <Show when={newer()}>
        {(entry) => (
          <div class={panel['card']} data-level="amber" role="status">
            <p>{words.readMeanwhile(entry().by?.name ?? '')}</p>
            <Button onClick={() => takeOver(entry())}>{words.takeOver(entry().by?.name ?? '')}</Button>
          </div>
        )}
      </Show>
      <EntryForm what={words.enterRead} entering={entering} ready={body() !== null && props.chart.may('findings')} onSubmit={submit}>
        {(['haemorrhage', 'hypodensity', 'massEffect'] as const).map((name) => (
          <div class={panel['field']}>
            <span>{words[name]}</span>
            <Choice
              label={words[name]}
              options={ANSWERS}
              value={answers()[name] ?? null}
              onChoose={begin((value) => setAnswers({ ...answers(), [name]: value }))}
            />
          </div>
        ))}
        <div class={panel['field']}>
          <span>{words.occlusion}</span>
          <Choice label={words.occlusion} options={OCCLUSIONS} value={occlusion()} onChoose={begin(setOcclusion)} />
        </div>
        <Show when={sided()}>
          <Choice label={words.side} options={SIDES} value={side()} onChoose={begin(setSide)} />
        </Show>
        <div class={panel['field']}>
          <span>{words.perfusion}</span>
          <span class={panel['quiet']}>{words.perfusionHint}</span>
        </div>
        <NumberField label={words.core} unit="mL" value={core()} onInput={begin(setCore)} />
        <NumberField label={words.hypoperfused} unit="mL" value={hypoperfused()} onInput={begin(setHypoperfused)} />
      </EntryForm>
    </section>
  );
}
