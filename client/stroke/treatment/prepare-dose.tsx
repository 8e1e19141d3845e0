import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { type DoseRule, doseOf } from '#shared/chart/doses.ts';
import { pressureOf } from '#shared/chart/observations.ts';
import { toAccept } from '#shared/chart/thrombolysis.ts';
import { bandOverLinear, sensitivity, volumeMl } from '#shared/clinical/dosing.ts';
import type { Body, EntryOf } from '#shared/protocol/chart/chart.ts';
import { showName } from '../../app/clock.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Keyed } from '../../ui/keyed.tsx';
import type { Chart } from '../create-chart.ts';
import { Choice } from '../ui/choice.tsx';
import { createEntering } from '../ui/create-entering.ts';
import { Fault } from '../ui/entry-form.tsx';
import { NumberField, numberOf } from '../ui/number-field.tsx';
import panel from '../ui/panel.module.css';
import { Rule } from '../ui/rule.tsx';
import { words as common } from '../words.ts';
import { DoseFigures } from './dose-figures.tsx';
import { words } from './words.ts';

type Drug = 'alteplase' | 'tenecteplase';

type ToAccept = ReturnType<typeof toAccept>[number];
/** A tick holds for what it was made for: what was open when it was ticked and is present now is asked again. */
const tickOf = ({ id, answer }: ToAccept) => `${id} ${answer}`;

/**
 * The dose by the site's rule with the other rule beside it; a volume only from the vial in hand; what is open accepted by name. What was
 * begun stays while something stands `against` it, and cannot be prepared meanwhile.
 */
export function PrepareDose(props: { chart: Chart; weight: EntryOf<'weight'>; against: string | null }): JSX.Element {
  const [drug, setDrug] = createSignal<Drug>(props.chart.policy().thrombolytic);
  const [label, setLabel] = createSignal('');
  const [vialMg, setVialMg] = createSignal('');
  const [diluent, setDiluent] = createSignal('');
  const [accepted, setAccepted] = createSignal<ReadonlySet<string>>(new Set());
  /** What the question shows is what is sent: what changes meanwhile is the server's to refuse. */
  const [asked, setAsked] = createSignal<Body<'dose-order'> | null>(null);
  const entering = createEntering(props.chart);
  const kg = () => props.weight.body.kg;
  const rule = (): DoseRule => (drug() === 'alteplase' ? 'alteplase' : props.chart.policy().tenecteplaseRule);
  const dose = () => doseOf(kg(), rule());
  const other = () => {
    if (drug() === 'alteplase') return null;
    const [otherRule, sign] = rule() === 'bands' ? (['linear', -1] as const) : (['bands', 1] as const);
    const difference = rule() === 'bands' ? doseOf(kg(), 'linear').totalMg / dose().totalMg - 1 : bandOverLinear(kg());
    const percent = Math.round(difference * 100);
    return { rule: otherRule, mg: doseOf(kg(), otherRule).totalMg, difference: `${percent >= 0 && sign > 0 ? '+' : ''}${percent} %` };
  };
  const open = createMemo(() => toAccept(props.chart.entries()));
  const vial = () => {
    const [mg, ml] = [numberOf(vialMg()), numberOf(diluent())];
    return mg === null || ml === null || label().trim() === '' ? null : { label: label().trim(), mg, diluentMl: ml };
  };
  const volume = (): { ml: number } | { why: string } | null => {
    const inHand = vial();
    if (inHand === null) return null;
    try {
      return { ml: volumeMl(dose().totalMg, inHand) };
    } catch (error) {
      return { why: error instanceof Error ? error.message : '' };
    }
  };
  const body = () => {
    const [inHand, amount, pressure] = [vial(), volume(), pressureOf(props.chart.entries())];
    if (inHand === null || amount === null || 'why' in amount || pressure === undefined) return null;
    if (props.against !== null || open().some((one) => !accepted().has(tickOf(one)))) return null;
    const { totalMg, bolusMg, infusionMg } = dose();
    return {
      drug: drug(),
      rule: rule(),
      weightSeq: props.weight.seq,
      pressureSeq: pressure.seq,
      kg: kg(),
      totalMg,
      bolusMg,
      infusionMg,
      vial: inHand,
      volumeMl: amount.ml,
      accepted: open().map(({ id }) => id),
      words: '',
    };
  };
  /** What is still to do before it can be prepared, in words. */
  const lacking = () => [
    ...(vial() === null ? [words.lackVial] : []),
    ...(open().some((one) => !accepted().has(tickOf(one))) ? [words.lackAccepted] : []),
  ];
  const prepare = async () => {
    const prepared = asked();
    setAsked(null);
    if (prepared !== null) await entering.enter('dose-order', prepared);
  };
  const ask = () => {
    const prepared = body();
    if (prepared !== null) setAsked({ order: crypto.randomUUID(), ...prepared });
  };
  const toggle = (one: ToAccept) => {
    const next = new Set(accepted());
    if (!next.delete(tickOf(one))) next.add(tickOf(one));
    setAccepted(next);
  };
  return (
    <div class={panel['card']}>
      <Choice
        label={words.dose}
        options={(['tenecteplase', 'alteplase'] as const).map((value) => ({
          value,
          text: `${words.drug[value]}${value === props.chart.policy().thrombolytic ? ` (${words.policySays})` : ''}`,
          name: words.drug[value],
        }))}
        value={drug()}
        onChoose={setDrug}
      />
      <p>
        <span class={panel['number']} data-dose={dose().totalMg}>
          {dose().totalMg} mg
        </span>{' '}
        {words.rules[rule()]}
        <Rule of={words.drug[drug()]} text={dose().rule} source={dose().source} />
      </p>
      <p>
        {words.bolus(String(dose().bolusMg), dose().bolusMinutes)}
        <Show when={dose().infusionMg > 0}>, {words.infusion(String(dose().infusionMg), dose().infusionMinutes)}</Show>
      </p>
      <Show when={other()}>
        {(it) => <p data-other-rule>{words.otherRule(words.rules[it().rule], String(it().mg), it().difference)}</p>}
      </Show>
      <For each={dose().notes}>{(note) => <p class={panel['amber']}>{note}</p>}</For>
      <Show when={props.weight.body.source === 'estimated'}>
        <p class={panel['amber']}>
          {words.estimated(
            String(sensitivity(kg(), (at) => doseOf(at, rule())).low.totalMg),
            String(sensitivity(kg(), (at) => doseOf(at, rule())).high.totalMg),
          )}
        </p>
      </Show>
      <fieldset class={panel['choices']}>
        <legend>{words.vial}</legend>
        <label class={panel['field']}>
          {words.vialLabel}
          <input class={panel['input']} autocomplete="off" value={label()} onInput={(event) => setLabel(event.currentTarget.value)} />
        </label>
        <NumberField label={words.vialMg} unit="mg" value={vialMg()} onInput={setVialMg} />
        <NumberField label={words.diluent} unit="mL" value={diluent()} onInput={setDiluent} />
      </fieldset>
      <Show when={volume()}>
        {(amount) => {
          const known = amount();
          return 'ml' in known ? (
            <p>
              <strong>{words.volume(String(known.ml))}</strong>
            </p>
          ) : (
            <p class={panel['red']} role="alert">
              {known.why}
            </p>
          );
        }}
      </Show>
      <Show when={open().length > 0}>
        <fieldset class={panel['list']}>
          <legend>{words.goOn}</legend>
          <Keyed each={open()} by={({ id }) => id}>
            {(one) => (
              <label class={panel['tick']}>
                <input type="checkbox" checked={accepted().has(tickOf(one()))} onChange={() => toggle(one())} />
                <span>
                  {one().text}{' '}
                  <strong class={one().answer === 'yes' ? panel['red'] : panel['amber']}>
                    {one().answer === 'yes' ? words.present : words.open}
                  </strong>
                </span>
              </label>
            )}
          </Keyed>
        </fieldset>
      </Show>
      <Show when={props.against}>
        {(why) => (
          <p class={panel['red']} role="alert">
            {words.cannotPrepare(why())}
          </p>
        )}
      </Show>
      <Show when={lacking().length > 0}>
        <p class={panel['amber']}>{words.lacking(lacking())}</p>
      </Show>
      <Button kind="primary" disabled={body() === null || entering.busy()} onClick={ask}>
        {words.prepare}
      </Button>
      <Fault entering={entering} />
      <Dialog
        open={asked() !== null}
        onClose={() => setAsked(null)}
        title={words.prepareTitle(`${showName(props.chart.consult().patient.name)}, MRN ${props.chart.consult().patient.mrn}`)}
        text={words.prepareText}
        actions={
          <>
            <Button onClick={() => setAsked(null)}>{common.back}</Button>
            <Button kind="primary" onClick={() => void prepare()}>
              {words.prepare}
            </Button>
          </>
        }
      >
        <Show when={asked()}>{(prepared) => <DoseFigures body={prepared()} />}</Show>
      </Dialog>
    </div>
  );
}
