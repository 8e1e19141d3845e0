import { CONTRAINDICATIONS } from '../clinical/contraindications.ts';
import { nihss } from '../clinical/nihss.ts';
import type { StrokePolicy } from '../clinical/policy.ts';
import { thrombectomy } from '../clinical/thrombectomy.ts';
import type { ChartEntry, EntryOf } from '../protocol/chart/chart.ts';
import { TIME_NAMES } from '../protocol/chart/times.ts';
import type { NoteSection } from '../protocol/record.ts';
import { DISPOSITION_REASONS, OCCLUSION_WORDS, OUTCOME_WORDS, THROMBOLYSIS_REASONS, wordsOf } from './code-words.ts';
import { contraindicationCards } from './contraindications.ts';
import { dispositionOf, thrombectomyInputs, triggersSince } from './disposition.ts';
import { doseOf, orders } from './doses.ts';
import { last, live } from './entries.ts';
import { examResults, exams } from './exams.ts';
import { aspectsOf, ichOf, pcAspectsOf, volumeOf } from './imaging.ts';
import { monitoring } from './monitoring.ts';
import { ageOf, labsOf, pressureOf, weightOf } from './observations.ts';
import { TIME_WORDS } from './time-words.ts';
import { knownTimes, windowsOf } from './times.ts';
import { localText } from './zone.ts';

export interface NoteContext {
  birthDate: string;
  /** Of the site. */
  zone: string;
  policy: StrokePolicy;
  now: number;
}

type Sentence = NoteSection['sentences'][number];
const say = (text: string, ...sources: number[]): Sentence => ({ text, sources });

/** A note from the chart: every sentence says what an entry says and names it. What is not known is not written. */
export function draftNote(entries: readonly ChartEntry[], context: NoteContext): NoteSection[] {
  const sections: NoteSection[] = [
    { heading: 'Onset and times', sentences: times(entries, context) },
    { heading: 'Examination', sentences: examination(entries) },
    { heading: 'Measured values', sentences: measured(entries, context) },
    { heading: 'Imaging', sentences: imaging(entries, context) },
    { heading: 'Thrombolysis', sentences: thrombolysis(entries, context) },
    { heading: 'After the drug', sentences: afterwards(entries, context) },
    { heading: 'Thrombectomy and disposition', sentences: disposition(entries, context) },
  ];
  return sections.filter(({ sentences }) => sentences.length > 0);
}

const local = (instant: number | string, zone: string): string =>
  localText(typeof instant === 'string' ? Date.parse(instant) : instant, zone).replace('T', ' ');

function times(entries: readonly ChartEntry[], { zone, now }: NoteContext): Sentence[] {
  const known = last(entries, 'last-known-well');
  const sentences: Sentence[] = [];
  if (known !== undefined) {
    const { range, source, confidence } = known.body;
    sentences.push(
      range === null
        ? say('Last known well is not known.', known.seq)
        : say(
            `Last known well ${range.from === range.to ? local(range.from, zone) : `between ${local(range.from, zone)} and ${local(range.to, zone)}`} (${source}, ${confidence}).`,
            known.seq,
          ),
    );
  }
  const all = knownTimes(entries);
  for (const what of TIME_NAMES) {
    const time = all.get(what);
    if (time === undefined) continue;
    const half = Math.round((time.latest - time.earliest) / 2 / 60_000);
    sentences.push(say(`${TIME_WORDS[what]} ${local(time.at, zone)}${half === 0 ? '' : ` ± ${half} min`}.`, time.seq));
  }
  const needle = all.get('needle');
  const open = windowsOf(entries, needle?.at ?? now).filter(({ state }) => state === 'open');
  if (known !== undefined && open.length > 0)
    sentences.push(
      say(`Windows open ${needle === undefined ? 'now' : 'at the needle'}: ${open.map(({ rule }) => rule).join('; ')}.`, known.seq),
    );
  return sentences;
}

const sourcesOfExam = (entries: readonly ChartEntry[], exam: string): number[] =>
  entries
    .flatMap((entry) => ('exam' in (entry.body as object) && (entry.body as { exam: string }).exam === exam ? [entry.seq] : []))
    .slice(-100);

function examination(entries: readonly ChartEntry[]): Sentence[] {
  const results = examResults(entries).map(({ exam, result, change }, at) => {
    const by = exam.scorings.map(
      (scoring) => `${scoring.by.name}${scoring.answers === null || exam.scorings.length === 1 ? '' : ` ${nihss(scoring.answers).text}`}`,
    );
    const agreed = exam.reconciled === null ? '' : ', agreed value';
    const since = at === 0 || change === null ? '' : `, ${change > 0 ? '+' : ''}${change} since the one before`;
    return say(
      `${exam.label === 'baseline' ? 'Baseline' : 'Repeat'} exam: ${result.text}${agreed}${since} (${by.join('; ')}).`,
      ...sourcesOfExam(entries, exam.id),
    );
  });
  // Two scores that nobody has made one are two scores, and the note says so.
  const open = exams(entries).filter(({ revealed, reconciled, scorings }) => revealed && reconciled === null && scorings.length > 1);
  const notAgreed = open.map((exam) => {
    const by = exam.scorings.map(({ by, answers }) => `${by.name} ${answers === null ? 'hidden' : nihss(answers).text}`);
    return say(
      `${exam.label === 'baseline' ? 'Baseline' : 'Repeat'} exam, not agreed: ${by.join('; ')}.`,
      ...sourcesOfExam(entries, exam.id),
    );
  });
  const mrs = last(entries, 'prestroke-mrs');
  return [
    ...results,
    ...notAgreed,
    ...(mrs === undefined || mrs.body.value === null ? [] : [say(`Modified Rankin before this stroke: ${mrs.body.value}.`, mrs.seq)]),
  ];
}

const LAB_WORDS = {
  glucose: ['Glucose', 'mg/dL'],
  inr: ['INR', ''],
  pt: ['PT', 's'],
  aptt: ['aPTT', 's'],
  platelets: ['Platelets', 'per µL'],
  creatinine: ['Creatinine', 'mg/dL'],
} as const;

function measured(entries: readonly ChartEntry[], { zone, birthDate, now }: NoteContext): Sentence[] {
  const [weight, pressure] = [weightOf(entries), pressureOf(entries)];
  const age = birthDate === '' ? ageOf(entries, '', now) : null;
  const band = last(entries, 'age') ?? last(entries, 'notification');
  return [
    ...(age === null || band === undefined ? [] : [say(`Age ${age.from} to ${age.to} years.`, band.seq)]),
    ...(weight === undefined
      ? []
      : [say(`Weight ${weight.body.kg} kg (${weight.body.source.replace('-', ' ')}, ${local(weight.body.at, zone)}).`, weight.seq)]),
    ...(pressure === undefined
      ? []
      : [
          say(
            `Blood pressure ${pressure.body.systolic}/${pressure.body.diastolic} mmHg at ${local(pressure.body.at, zone)}.`,
            pressure.seq,
          ),
        ]),
    ...[...labsOf(entries).values()].map(({ body, seq }) => {
      const [name, unit] = LAB_WORDS[body.test];
      const value = body.value === null ? 'pending' : `${body.comparator ?? ''}${body.value}${unit === '' ? '' : ` ${unit}`}`;
      return say(`${name} ${value}${body.at === null ? '' : ` (${local(body.at, zone)})`}.`, seq);
    }),
  ];
}

function imaging(entries: readonly ChartEntry[], { birthDate, now }: NoteContext): Sentence[] {
  const sentences: Sentence[] = [];
  const findings = last(entries, 'findings');
  if (findings !== undefined) {
    const { haemorrhage, hypodensity, massEffect, occlusion, side, perfusion } = findings.body;
    const words = { yes: 'present', no: 'not seen', unknown: 'not determined' } as const;
    sentences.push(
      say(
        `Haemorrhage ${words[haemorrhage]}, extensive hypodensity ${words[hypodensity]}, mass effect ${words[massEffect]}; occlusion: ${OCCLUSION_WORDS[occlusion]}${side === null ? '' : `, ${side}`} (read by ${findings.by?.name ?? ''}).`,
        findings.seq,
      ),
    );
    if (perfusion !== null)
      sentences.push(say(`Perfusion: core ${perfusion.coreMl} mL, hypoperfused ${perfusion.hypoperfusedMl} mL.`, findings.seq));
  }
  for (const side of ['left', 'right'] as const) {
    const read = aspectsOf(entries, side);
    const { affected } = read?.body ?? { affected: [] };
    if (read !== null)
      sentences.push(say(`ASPECTS ${side} ${read.score}${affected.length === 0 ? '' : ` (${affected.join(', ')})`}.`, read.entry.seq));
  }
  const posterior = pcAspectsOf(entries);
  if (posterior !== null) sentences.push(say(`PC-ASPECTS ${posterior.score}.`, posterior.entry.seq));
  const haematoma = last(entries, 'haematoma');
  if (haematoma !== undefined) sentences.push(say(`Haematoma ${volumeOf(haematoma.body)} mL (ABC/2).`, haematoma.seq));
  const ich = ichOf(entries, birthDate, now);
  if (ich !== null && ich.score !== null) sentences.push(say(`ICH score ${ich.score}.`, ich.entry.seq));
  return sentences;
}

function thrombolysis(entries: readonly ChartEntry[], { zone }: NoteContext): Sentence[] {
  const sentences: Sentence[] = [];
  const disabling = last(entries, 'disabling');
  if (disabling !== undefined)
    sentences.push(say(`Deficit disabling: ${disabling.body.answer} (${disabling.by?.name ?? ''}).`, disabling.seq));
  const cards = contraindicationCards(entries);
  const answered = (answer: string) => cards.filter((card) => card.asked !== null && card.answer === answer);
  const [present, unknown, no] = [cards.filter(({ answer }) => answer === 'yes'), answered('unknown'), answered('no')];
  const sourcesOf = (some: typeof cards) =>
    some.flatMap(({ asked, reopenedBy }) => [...(asked === null ? [] : [asked.seq]), ...(reopenedBy === null ? [] : [reopenedBy])]);
  if (present.length > 0)
    sentences.push(
      say(
        `Contraindications present: ${present.map(({ text, evidence }) => `${text}${evidence.length === 0 ? '' : ` (${evidence.join(', ')})`}`).join('; ')}.`,
        ...sourcesOf(present),
      ),
    );
  if (unknown.length > 0) sentences.push(say(`Not known: ${unknown.map(({ text }) => text).join('; ')}.`, ...sourcesOf(unknown)));
  if (no.length > 0)
    sentences.push(say(`${no.length} of ${CONTRAINDICATIONS.length} contraindications answered with no.`, ...sourcesOf(no)));
  const decision = last(entries, 'thrombolysis-decision');
  if (decision !== undefined) {
    const words = {
      give: 'Decision: give thrombolysis',
      withhold: 'Decision: no thrombolysis',
      'not-yet': 'Decision: thrombolysis not yet',
    } as const;
    const why = [...decision.body.reasons.map((reason) => wordsOf(THROMBOLYSIS_REASONS, reason)), decision.body.words]
      .filter((text) => text !== '')
      .join(', ');
    sentences.push(
      say(
        `${words[decision.body.choice]}${why === '' ? '' : ` (${why})`}, ${decision.by?.name ?? ''}, ${local(decision.at, zone)}.`,
        decision.seq,
      ),
    );
  }
  for (const order of orders(entries)) {
    const { drug, totalMg, bolusMg, infusionMg, kg, volumeMl, rule } = order.body;
    const parts = infusionMg > 0 ? `: ${bolusMg} mg bolus, ${infusionMg} mg infusion` : ' as one bolus';
    const sources = entries.flatMap((entry) =>
      'order' in (entry.body as object) && (entry.body as { order: string }).order === order.id ? [entry.seq] : [],
    );
    const ended =
      order.cancelled !== null
        ? `cancelled (${order.cancelled.reason})`
        : order.given !== null
          ? `started ${local(order.given.at, zone)}${order.stopped === null ? '' : `, stopped ${local(order.stopped.at, zone)} (${order.stopped.signs.join(', ')})`}`
          : order.state;
    sentences.push(
      say(
        `${drug} ${totalMg} mg${parts} for ${kg} kg (${doseOf(kg, rule).rule}; ${volumeMl} mL of ${order.body.vial.label}), prepared by ${order.by?.name ?? ''}, released by ${order.released?.by?.name ?? 'nobody'}, ${ended}.`,
        ...sources,
      ),
    );
  }
  return sentences;
}

const ANCHOR_WORDS = { 'start-of-drug': 'start of the drug', 'end-of-infusion': 'end of the infusion' } as const;

function afterwards(entries: readonly ChartEntry[], { policy, now, zone }: NoteContext): Sentence[] {
  const state = monitoring(entries, policy, now);
  if (state === null) return [];
  const done = state.checks.flatMap(({ done }) => (done === null ? [] : [done.seq]));
  return [
    say(`${done.length} of ${state.checks.length} checks made, counted from the ${ANCHOR_WORDS[state.anchor.what]}.`, ...done),
    ...state.alarms.toReversed().map(({ seq, at, text }) => say(`${local(at, zone)}: ${text}.`, seq)),
  ];
}

function disposition(entries: readonly ChartEntry[], context: NoteContext): Sentence[] {
  const sentences: Sentence[] = [];
  const applying = thrombectomy(thrombectomyInputs(entries, context.birthDate, context.now)).filter(({ state }) => state === 'applies');
  const inputs = ['findings', 'aspects', 'pc-aspects', 'prestroke-mrs', 'last-known-well', 'nihss-reconciled'] as const;
  const sources = inputs.flatMap((kind) => last(entries, kind)?.seq ?? []);
  for (const rule of applying) sentences.push(say(`Thrombectomy rule that applies: ${rule.text} (${rule.recommendation}).`, ...sources));
  const decided = dispositionOf(entries);
  if (decided !== undefined) sentences.push(...decision(decided, context));
  for (const { seq, body, at } of triggersSince(entries))
    sentences.push(say(`${local(at, context.zone)}: ${body.trigger}; the room was opened again.`, seq));
  for (const { seq, body } of live(entries, 'feedback'))
    sentences.push(
      say(`From the receiving hospital: ${wordsOf(OUTCOME_WORDS, body.outcome)}${body.words === '' ? '' : `, ${body.words}`}.`, seq),
    );
  return sentences;
}

function decision({ body, by, at, seq }: EntryOf<'disposition'>, { policy, zone }: NoteContext): Sentence[] {
  const hospital = policy.hospitals.find(({ id }) => id === body.hospital)?.name ?? body.hospital;
  const what = { transfer: `Transfer to ${hospital} by ${body.mode}`, keep: 'The patient stays', 'not-a-stroke': 'Not a stroke' }[
    body.choice
  ];
  const plan = body.plan;
  return [
    say(
      `${what} (${body.reasons.map((reason) => wordsOf(DISPOSITION_REASONS, reason)).join(', ')}), ${by?.name ?? ''}, ${local(at, zone)}.`,
      seq,
    ),
    ...(plan === null
      ? []
      : [
          say(
            `Plan: ${plan.monitoring}. Opens the room again: ${plan.triggers.join('; ')}. Next look ${local(plan.nextLook, zone)}. Call ${plan.call}.`,
            seq,
          ),
        ]),
  ];
}
