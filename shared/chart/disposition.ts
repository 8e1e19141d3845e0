import type { CandidateHospital, StrokePolicy } from '../clinical/policy.ts';
import { dawn, defuse3, type ThrombectomyInputs } from '../clinical/thrombectomy.ts';
import type { ChartEntry, EntryOf } from '../protocol/chart/chart.ts';
import { last, live } from './entries.ts';
import { examResults } from './exams.ts';
import { pcAspectsOf, worstAspects } from './imaging.ts';
import { ageOf } from './observations.ts';
import { onsetOf } from './times.ts';

const HOUR = 3_600_000;

/** What the rules for thrombectomy ask, from the chart; what is not known is null. Items that could not be tested make the score a lower bound. */
export function thrombectomyInputs(entries: readonly ChartEntry[], birthDate: string, now: number): ThrombectomyInputs {
  const findings = last(entries, 'findings')?.body;
  const known = onsetOf(entries).lastKnownWell;
  const exam = examResults(entries).at(-1)?.result;
  const age = ageOf(entries, birthDate, now);
  return {
    occlusion: findings === undefined || findings.occlusion === 'unknown' ? null : findings.occlusion,
    hours: known === null ? null : { atLeast: (now - known.to) / HOUR, atMost: (now - known.from) / HOUR },
    nihss: exam === undefined || exam.missing.length > 0 ? null : exam.total,
    prestrokeMrs: last(entries, 'prestroke-mrs')?.body.value ?? null,
    aspects: worstAspects(entries),
    pcAspects: pcAspectsOf(entries)?.score ?? null,
    age: age !== null && age.from === age.to ? age.from : null,
    massEffect: findings === undefined || findings.massEffect === 'unknown' ? null : findings.massEffect === 'yes',
  };
}

/** Whether the patient would have met the imaging criteria of a trial; null while something is missing. For explanation only. */
export function trials(entries: readonly ChartEntry[], birthDate: string, now: number): { dawn: boolean | null; defuse3: boolean | null } {
  const { age, nihss, prestrokeMrs: mrs } = thrombectomyInputs(entries, birthDate, now);
  const perfusion = last(entries, 'findings')?.body.perfusion ?? null;
  if (age === null || nihss === null || perfusion === null) return { dawn: null, defuse3: null };
  const { coreMl: core, hypoperfusedMl: hypoperfused } = perfusion;
  return { dawn: dawn(age, nihss, core), defuse3: mrs === null ? null : defuse3({ age, mrs, nihss, core, hypoperfused }) };
}

export type Capability = CandidateHospital['capabilities'][number];
export type Travel = CandidateHospital['travel'][number];

export interface Candidate {
  hospital: CandidateHospital;
  /** The mode with the shortest worst case; null when none is known. */
  fastest: Travel | null;
  beds: number | null;
  accepts: 'yes' | 'no' | 'asked' | 'not-asked';
  /** Who last asked, and when. */
  told: EntryOf<'candidate'> | null;
  /** Why it cannot take the patient now. */
  blocked: ('no-capability' | 'no-bed' | 'declined')[];
  /** Hours since last known well on arrival there; null when either is unknown. */
  arrival: { atLeast: number; atMost: number } | null;
}

/** What would put another hospital first, in minutes of travel that are at stake. */
export interface Flip {
  hospital: CandidateHospital;
  /** `traffic`: the ranges overlap, so either may be nearer. Otherwise what stands against it now. */
  factor: Candidate['blocked'][number] | 'traffic';
  nearerBy: { atLeast: number; atMost: number };
}

/** Hospitals that may take the patient, those that can now first, each group by its worst travel time; and what would change the order. */
export function candidates(
  entries: readonly ChartEntry[],
  policy: StrokePolicy,
  needs: Capability,
  now: number,
): { list: Candidate[]; flips: Flip[] } {
  const known = onsetOf(entries).lastKnownWell;
  const list = policy.hospitals.map((hospital): Candidate => {
    const told = live(entries, 'candidate').findLast(({ body }) => body.hospital === hospital.id) ?? null;
    const fastest = hospital.travel.toSorted((a, b) => a.atMost - b.atMost)[0] ?? null;
    const beds = told?.body.beds ?? null;
    const accepts = told?.body.accepts ?? 'not-asked';
    return {
      hospital,
      fastest,
      beds,
      accepts,
      told,
      blocked: [
        ...(hospital.capabilities.includes(needs) ? [] : (['no-capability'] as const)),
        ...(beds === 0 ? (['no-bed'] as const) : []),
        ...(accepts === 'no' ? (['declined'] as const) : []),
      ],
      arrival:
        known === null || fastest === null
          ? null
          : { atLeast: (now - known.to) / HOUR + fastest.atLeast / 60, atMost: (now - known.from) / HOUR + fastest.atMost / 60 },
    };
  });
  const worst = ({ fastest }: Candidate) => fastest?.atMost ?? Number.POSITIVE_INFINITY;
  list.sort((a, b) => Number(a.blocked.length > 0) - Number(b.blocked.length > 0) || worst(a) - worst(b));
  return { list, flips: flips(list) };
}

function flips(list: readonly Candidate[]): Flip[] {
  const first = list.find(({ blocked }) => blocked.length === 0);
  const reference = first?.fastest ?? null;
  return list.flatMap((other): Flip[] => {
    // What can never be put right from here flips nothing.
    if (other === first || other.fastest === null || other.blocked.includes('no-capability')) return [];
    const nearerBy =
      reference === null
        ? { atLeast: 0, atMost: 0 }
        : { atLeast: reference.atLeast - other.fastest.atMost, atMost: reference.atMost - other.fastest.atLeast };
    if (other.blocked.length === 0) return nearerBy.atMost > 0 ? [{ hospital: other.hospital, factor: 'traffic', nearerBy }] : [];
    const [only, second] = other.blocked;
    return only !== undefined && second === undefined && (reference === null || nearerBy.atMost > 0)
      ? [{ hospital: other.hospital, factor: only, nearerBy }]
      : [];
  });
}

/** What was decided, and what has happened of it. */
export const dispositionOf = (entries: readonly ChartEntry[]): EntryOf<'disposition'> | undefined => last(entries, 'disposition');

/** Triggers that came true since the plan was made. */
export function triggersSince(entries: readonly ChartEntry[]): EntryOf<'trigger'>[] {
  const decided = dispositionOf(entries);
  return decided === undefined ? [] : live(entries, 'trigger').filter(({ seq }) => seq > decided.seq);
}
