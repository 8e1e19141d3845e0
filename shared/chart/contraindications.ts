import {
  type Answer,
  COAGULATION_LIMITS,
  CONTRAINDICATIONS,
  type Coagulation,
  type ContraindicationId,
  coagulationFindings,
  type Tier,
} from '../clinical/contraindications.ts';
import type { Source } from '../clinical/source.ts';
import type { ChartEntry, ChartPerson } from '../protocol/chart/chart.ts';
import type { LabTest } from '../protocol/chart/observations.ts';
import { last, live } from './entries.ts';
import { labsOf } from './observations.ts';

export interface ContraindicationCard {
  id: ContraindicationId;
  tier: Tier;
  text: string;
  source: Source;
  /** What counts: a person's answer, unless the laboratory or the images say otherwise. Not asked is unknown. */
  answer: Answer;
  asked: { answer: Answer; words: string; by: ChartPerson | null; seq: number } | null;
  /** What measured values and findings say, in words. */
  evidence: string[];
  /** Something arrived after the answer that speaks to it: it must be looked at again. `seq` of what arrived. */
  reopenedBy: number | null;
}

const COAGULATION_TESTS: Record<keyof Coagulation, LabTest> = { platelets: 'platelets', inr: 'inr', apttS: 'aptt', ptS: 'pt' };
const TEST_WORDS: Record<keyof Coagulation, string> = { platelets: 'platelets', inr: 'INR', apttS: 'aPTT', ptS: 'PT' };
const LIMIT_WORDS: Record<keyof Coagulation, string> = {
  platelets: `below ${COAGULATION_LIMITS.platelets}`,
  inr: `above ${COAGULATION_LIMITS.inr}`,
  apttS: `above ${COAGULATION_LIMITS.apttS} s`,
  ptS: `above ${COAGULATION_LIMITS.ptS} s`,
};

/** Every contraindication as it stands. Nothing that was not answered counts as "no". */
export function contraindicationCards(entries: readonly ChartEntry[]): ContraindicationCard[] {
  const answers = Map.groupBy(live(entries, 'contraindication'), ({ body }) => body.id);
  return CONTRAINDICATIONS.map(({ id, tier, text, source }) => {
    const told = answers.get(id)?.at(-1);
    const asked = told === undefined ? null : { answer: told.body.answer, words: told.body.words, by: told.by, seq: told.seq };
    const found = evidenceFor(id, entries);
    const speaking = found.filter(({ says }) => says !== null);
    const later = asked === null ? [] : found.filter(({ seq, says }) => seq > asked.seq && says !== asked.answer);
    return {
      id,
      tier,
      text,
      source,
      answer: speaking.some(({ says }) => says === 'yes') ? 'yes' : later.length > 0 ? 'unknown' : (asked?.answer ?? 'unknown'),
      asked,
      evidence: found.map(({ words }) => words),
      reopenedBy: later.at(-1)?.seq ?? null,
    };
  });
}

interface Evidence {
  seq: number;
  words: string;
  /** Null: still open, for instance pending. */
  says: 'yes' | 'no' | null;
}

function evidenceFor(id: ContraindicationId, entries: readonly ChartEntry[]): Evidence[] {
  if (id === 'coagulopathy') return coagulation(entries);
  const findings = last(entries, 'findings');
  if (findings === undefined) return [];
  const finding = id === 'haemorrhage' ? findings.body.haemorrhage : id === 'hypodensity' ? findings.body.hypodensity : null;
  if (finding === null || finding === 'unknown') return [];
  return [{ seq: findings.seq, words: finding === 'yes' ? 'seen on the images' : 'not seen on the images', says: finding }];
}

function coagulation(entries: readonly ChartEntry[]): Evidence[] {
  const labs = labsOf(entries);
  const value = (key: keyof Coagulation) => labs.get(COAGULATION_TESTS[key])?.body.value ?? null;
  const measured: Coagulation = { platelets: value('platelets'), inr: value('inr'), apttS: value('apttS'), ptS: value('ptS') };
  const beyond = coagulationFindings(measured);
  return (Object.keys(COAGULATION_TESTS) as (keyof Coagulation)[]).flatMap((key): Evidence[] => {
    const lab = labs.get(COAGULATION_TESTS[key]);
    if (lab === undefined) return [];
    const name = TEST_WORDS[key];
    if (lab.body.value === null) return [{ seq: lab.seq, words: `${name} pending`, says: null }];
    const out = beyond.includes(key);
    return [
      {
        seq: lab.seq,
        words: `${name} ${lab.body.comparator ?? ''}${lab.body.value}${out ? ` (${LIMIT_WORDS[key]})` : ''}`,
        says: out ? 'yes' : 'no',
      },
    ];
  });
}
