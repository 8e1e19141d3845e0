import type { FrameModel, SeriesModel, StudyModel } from '../live/study-model.ts';

interface Attached {
  readonly model: StudyModel;
  prior: boolean;
}

/** The studies that one stream is over. `prior`: earlier ones, which come after all others. */
export class AttachedStudies {
  readonly #studies = new Map<string, Attached>();

  add(model: StudyModel, prior: boolean): void {
    this.#studies.set(model.study.studyInstanceUid, { model, prior });
  }

  /** False when it was not there. */
  remove(studyInstanceUid: string): boolean {
    return this.#studies.delete(studyInstanceUid);
  }

  /** The reader wants a prior now: it is sent like a new one. */
  want(studyInstanceUid: string): void {
    const attached = this.#studies.get(studyInstanceUid);
    if (attached !== undefined) attached.prior = false;
  }

  frame(id: number): FrameModel | undefined {
    for (const { model } of this.#studies.values()) {
      const frame = model.frame(id);
      if (frame !== undefined) return frame;
    }
    return undefined;
  }

  *series(): Generator<{ series: SeriesModel; prior: boolean }> {
    for (const { model, prior } of this.#studies.values()) for (const series of model.series.values()) yield { series, prior };
  }

  /** Series with this UID; one that lies in two studies is in both. */
  *seriesOf(uid: string): Generator<SeriesModel> {
    for (const { model } of this.#studies.values()) {
      const series = model.series.get(uid);
      if (series !== undefined) yield series;
    }
  }
}
