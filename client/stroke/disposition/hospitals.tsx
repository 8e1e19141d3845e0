import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { type Candidate, candidates, type Flip } from '#shared/chart/disposition.ts';
import { Keyed } from '../../ui/keyed.tsx';
import type { Chart } from '../create-chart.ts';
import { hoursMinutes } from '../times/show.ts';
import { Choice } from '../ui/choice.tsx';
import { createEntering } from '../ui/create-entering.ts';
import { EntryForm } from '../ui/entry-form.tsx';
import { NumberField, numberOf } from '../ui/number-field.tsx';
import panel from '../ui/panel.module.css';
import { siteTime } from '../ui/site-time.ts';
import { words } from './words.ts';

const HOUR = 3_600_000;
const minute = (value: number) => Math.max(0, Math.round(value));

/** Who can take the patient: capability, beds as entered, travel as a range, and what would change the order. */
export function Hospitals(props: { chart: Chart }): JSX.Element {
  const found = createMemo(() => candidates(props.chart.entries(), props.chart.policy(), 'thrombectomy', props.chart.now()));
  return (
    <section class={panel['section']} aria-label={words.hospitals}>
      <h3 class={panel['title']}>{words.hospitals}</h3>
      <Show when={found().list.length > 0} fallback={<p class={panel['quiet']}>{words.noHospitals}</p>}>
        <ul class={panel['list']}>
          <Keyed each={found().list} by={({ hospital }) => hospital.id}>
            {(candidate) => <Hospital chart={props.chart} candidate={candidate()} />}
          </Keyed>
        </ul>
        <Show when={found().flips.length > 0}>
          <div class={panel['card']} data-level="amber" data-flips>
            <strong>{words.flips}</strong>
            <For each={found().flips}>{(flip) => <p>{flipText(flip)}</p>}</For>
          </div>
        </Show>
      </Show>
    </section>
  );
}

function flipText({ hospital, factor, nearerBy }: Flip): string {
  return words.flip[factor](hospital.name, words.minutes(minute(nearerBy.atLeast), minute(nearerBy.atMost)));
}

function Hospital(props: { chart: Chart; candidate: Candidate }): JSX.Element {
  const [beds, setBeds] = createSignal('');
  const [accepts, setAccepts] = createSignal<'yes' | 'no' | 'asked' | null>(null);
  const entering = createEntering(props.chart);
  const hospital = () => props.candidate.hospital;
  const told = () => props.candidate.told;
  const submit = async () => {
    const count = numberOf(beds());
    const body = {
      hospital: hospital().id,
      beds: count === null ? (told()?.body.beds ?? null) : Math.round(count),
      accepts: accepts() ?? told()?.body.accepts ?? ('not-asked' as const),
      words: '',
    };
    if (await entering.enter('candidate', body)) {
      setBeds('');
      setAccepts(null);
    }
  };
  return (
    <li class={panel['card']} data-hospital={hospital().id} data-blocked={props.candidate.blocked.join(' ')}>
      <p class={`${panel['row']} ${panel['spread']}`}>
        <strong>{hospital().name}</strong>
        <Show when={hospital().phone !== ''}>
          <a href={`tel:${hospital().phone.replace(/[^+\d]/g, '')}`}>{hospital().phone}</a>
        </Show>
      </p>
      <p>
        {hospital()
          .travel.map(({ mode, atLeast, atMost }) => words.travel(words.modes[mode], atLeast, atMost))
          .join(', ')}
        <Show when={props.candidate.arrival}>
          {(arrival) => (
            <>
              {' '}
              <span class={panel['quiet']}>
                ({words.arrival(hoursMinutes(arrival().atLeast * HOUR), hoursMinutes(arrival().atMost * HOUR))})
              </span>
            </>
          )}
        </Show>
      </p>
      <p>
        <span classList={{ [panel['amber']!]: props.candidate.beds === 0 }}>
          {props.candidate.beds === null
            ? words.bedsUnknown
            : words.bedsKnown(
                props.candidate.beds,
                told()?.by?.name ?? '',
                told() === null ? '' : siteTime(told()!.at, props.chart.zone(), props.chart.now()),
              )}
        </span>
        , {words.accepts[props.candidate.accepts]},{' '}
        {words.has(
          hospital()
            .capabilities.map((one) => words.capability[one])
            .join(', '),
        )}
      </p>
      <Show when={props.candidate.blocked.length > 0}>
        <p class={panel['amber']}>{props.candidate.blocked.map((one) => words.blocked[one]).join(', ')}</p>
      </Show>
      <Show when={props.chart.may('candidate')}>
        <details>
          <summary>{words.enterAnswer}</summary>
          <EntryForm
            what={`${words.beds} ${hospital().name}`}
            entering={entering}
            ready={numberOf(beds()) !== null || accepts() !== null}
            onSubmit={submit}
          >
            <NumberField label={words.beds} unit="" value={beds()} onInput={setBeds} />
            <Choice
              label={hospital().name}
              options={(['asked', 'yes', 'no'] as const).map((value) => ({ value, text: words.accepts[value] }))}
              value={accepts()}
              onChoose={setAccepts}
            />
          </EntryForm>
        </details>
      </Show>
    </li>
  );
}
