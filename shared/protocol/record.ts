import { z } from 'zod';
import { mark } from './marks.ts';

/**
 * A consult as it was signed: all that is told to other systems (HL7 ORU and MDM, PDF, DICOM SR and KOS) is made from this and nothing else.
 * Immutable; an addendum makes the next version, which replaces none.
 */

const uid = z.string().min(1).max(64);
const instant = z.iso.datetime();

export const recordPerson = z.object({ personId: z.string(), name: z.string(), role: z.string(), site: z.string() });

/** One frame of one instance. */
export const imageReference = z.strictObject({
  studyInstanceUid: uid,
  seriesInstanceUid: uid,
  sopInstanceUid: uid,
  /** From 1. */
  frame: z.int().positive().default(1),
});
export type ImageReference = z.infer<typeof imageReference>;

/** A sentence and the chart entries (seq) it says again; none for what the author wrote. */
export const noteSentence = z.strictObject({ text: z.string().min(1).max(2000), sources: z.array(z.int().positive()).max(100) });
export const noteSection = z.strictObject({ heading: z.string().min(1).max(100), sentences: z.array(noteSentence).max(200) });
export type NoteSection = z.infer<typeof noteSection>;

export const recordTime = z.object({
  /** `arrival`, `needle`, …: `TimeName` of the chart. */
  what: z.string(),
  /** In words, for people. */
  name: z.string(),
  /** Corrected for the error of the clock it was read on. */
  at: instant,
  plusMinusSeconds: z.number().min(0),
  /** As it was read, when that differs. */
  raw: instant.nullable(),
  source: z.string(),
});

export const recordExam = z.object({
  examId: z.string(),
  at: instant,
  by: z.array(recordPerson),
  /** NIHSS item id → score, or UN with its reason. */
  answers: z.record(z.string(), z.union([z.int(), z.object({ untestable: z.string() })])),
  total: z.int(),
  /** `NIHSS 18 (+1 untestable: 5b)`. */
  text: z.string(),
});

export const recordMeasurement = z.object({
  mark,
  /** Name, value and UCUM unit: `Length`, 31.4, `mm`. */
  values: z.array(z.object({ name: z.string(), value: z.number(), unit: z.string() })),
  author: recordPerson,
});

export const consultRecord = z.object({
  consultId: z.string(),
  /** From 1; an addendum is the next. */
  version: z.int().positive(),
  site: z.object({ id: z.string(), name: z.string() }),
  /** IANA zone of the site: local times are told in it. */
  zone: z.string(),
  patient: z.object({ mrn: z.string(), issuer: z.string(), name: z.string(), birthDate: z.string(), sex: z.string() }),
  visitNumber: z.string().nullable(),
  studies: z.array(z.object({ studyInstanceUid: uid, accessionNumber: z.string(), studyDate: z.string(), description: z.string() })),
  openedAt: instant,
  signedAt: instant,
  signedBy: recordPerson,
  note: z.array(noteSection),
  times: z.array(recordTime),
  exams: z.array(recordExam),
  measurements: z.array(recordMeasurement),
  keyImages: z.array(z.object({ image: imageReference, sopClassUid: uid, why: z.string(), by: recordPerson, at: instant })),
});
export type ConsultRecord = z.infer<typeof consultRecord>;
