import { createSignal, For, type JSX, Match, Show, Switch } from 'solid-js';
import type { Body } from '#shared/protocol/chart/chart.ts';
import { showName } from '../../app/clock.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { Chart } from '../create-chart.ts';
import { Choice } from '../ui/choice.tsx';
import { createEntering } from '../ui/create-entering.ts';
import { EntryForm } from '../ui/entry-form.tsx';
import panel from '../ui/panel.module.css';
import { words as common } from '../words.ts';
import { words } from './words.ts';

type Disposition = Body<'disposition'>;
type Reason = keyof typeof words.reasons;
const options = <T extends string>(texts: Record<T, string>) => (Object.keys(texts) as T[]).map((value) => ({ value, text: texts[value] }));
/** Hours after which somebody may look next. */
const LOOKS = [1, 2, 4, 8];

/** Transfer, keep with a plan, or not a stroke: each with its reason, each confirmed. */
export function Decide(props: { chart: Chart }): JSX.Element {
  const [choice, setChoice] = createSignal<Disposition['choice'] | null>(null);
  const [hospital, setHospital] = createSignal<string | null>(null);
  const [mode, setMode] = createSignal<NonNullable<Disposition['mode']> | null>(null);
  const [reason, setReason] = createSignal<Reason | null>(null);
  const [monitoring, setMonitoring] = createSignal<string>(words.monitoringPreset);
  const [triggers, setTriggers] = createSignal<readonly string[]>([]);
  const [other, setOther] = createSignal('');
  const [hours, setHours] = createSignal<number | null>(null);
  const [call, setCall] = createSignal('');
  const [asked, setAsked] = createSignal(false);
  const entering = createEntering(props.chart);
  const hospitals = () => props.chart.policy().hospitals;
  const toggle = (trigger: string) =>
    setTriggers(triggers().includes(trigger) ? triggers().filter((one) => one !== trigger) : [...triggers(), trigger]);
  const named = () => [...triggers(), ...(other().trim() === '' ? [] : [other().trim()])];
  const plan = (): Disposition['plan'] => {
    const after = hours();
    if (monitoring().trim() === '' || named().length === 0 || after === null || call().trim() === '') return null;
    return {
      monitoring: monitoring().trim(),
      triggers: named(),
      nextLook: new Date(props.chart.now() + after * 3_600_000).toISOString(),
      call: call().trim(),
    };
  };
  const body = (): Disposition | null => {
    const [what, why] = [choice(), reason()];
    if (what === null || why === null) return null;
    const base = { choice: what, reasons: [why], words: '' };
    if (what === 'transfer')
      return hospital() === null || mode() === null ? null : { ...base, hospital: hospital(), mode: mode(), plan: null };
    if (what === 'keep') return plan() === null ? null : { ...base, hospital: null, mode: null, plan: plan() };
    return { ...base, hospital: null, mode: null, plan: null };
  };
  const title = () => {
    if (choice() === 'transfer') return words.confirmTransfer(hospitals().find(({ id }) => id === hospital())?.name ?? '');
    return choice() === 'keep' ? words.confirmKeep : words.confirmNot;
  };
  const confirm = async () => {
    const decided = body();
    setAsked(false);
    if (decided !== null && (await entering.enter('disposition', decided))) setChoice(null);
  };
  const patient = () => props.chart.consult().patient;
  return (
    <Show when={props.chart.may('disposition')}>
      <section class={panel['section']} aria-label={words.decide}>
        <h3 class={panel['title']}>{words.decide}</h3>
        <EntryForm what={words.enterWhat} entering={entering} ready={body() !== null} onSubmit={async () => void setAsked(true)}>
          <Choice label={words.decide} options={options(words.choices)} value={choice()} onChoose={setChoice} />
          <Switch>
            <Match when={choice() === 'transfer'}>
              <Choice
                label={words.hospital}
                options={hospitals().map(({ id, name }) => ({ value: id, text: name }))}
                value={hospital()}
                onChoose={setHospital}
              />
              <Choice label={words.mode} options={options(words.modes)} value={mode()} onChoose={setMode} />
            </Match>
            <Match when={choice() === 'keep'}>
              <label class={panel['field']}>
                {words.monitoring}
                <textarea
                  class={panel['input']}
                  rows={2}
                  value={monitoring()}
                  onInput={(event) => setMonitoring(event.currentTarget.value)}
                />
              </label>
              <fieldset class={panel['choices']} aria-label={words.triggers}>
                <legend>{words.triggers}</legend>
                <For each={words.triggerPresets}>
                  {(trigger) => (
                    <button
                      type="button"
                      class={panel['choice']}
                      aria-pressed={triggers().includes(trigger)}
                      onClick={() => toggle(trigger)}
                    >
                      {trigger}
                    </button>
                  )}
                </For>
              </fieldset>
              <label class={panel['field']}>
                {words.otherTrigger}
                <input class={panel['input']} value={other()} onInput={(event) => setOther(event.currentTarget.value)} />
              </label>
              <div class={panel['field']}>
                <span>{words.nextLook}</span>
                <Choice
                  label={words.nextLook}
                  options={LOOKS.map((value) => ({ value, text: words.inHours(value) }))}
                  value={hours()}
                  onChoose={setHours}
                />
              </div>
              <label class={panel['field']}>
                {words.call}
                <input class={panel['input']} value={call()} onInput={(event) => setCall(event.currentTarget.value)} />
              </label>
            </Match>
          </Switch>
          <Show when={choice() !== null}>
            <div class={panel['field']}>
              <span>{words.reason}</span>
              <Choice label={words.reason} options={options(words.reasons)} value={reason()} onChoose={setReason} />
            </div>
          </Show>
        </EntryForm>
        <Dialog
          open={asked()}
          onClose={() => setAsked(false)}
          title={title()}
          text={words.confirmText(`${showName(patient().name)}, MRN ${patient().mrn}`)}
          actions={
            <>
              <Button onClick={() => setAsked(false)}>{common.back}</Button>
              <Button kind="primary" onClick={() => void confirm()}>
                {choice() === null ? '' : words.choices[choice()!]}
              </Button>
            </>
          }
        />
      </section>
    </Show>
  );
}
