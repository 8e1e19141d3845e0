import type { FrameDescriptor, FrameShape, ReadyFrame, SeriesDescriptor, SeriesRole, StudyDescriptor } from '#shared/protocol/stream.ts';
import { difference, type InstanceDescriptor } from '../catalogue/describe.ts';
import { type SlicePlace, sliceOrder } from './slice-order.ts';

export interface FrameModel {
  descriptor: FrameDescriptor;
  organisationId: string;
  ready: ReadyFrame | null;
  failed: string | null;
}

export interface SeriesModel {
  uid: string;
  modality: string;
  description: string;
  number: number | null;
  role: SeriesRole;
  shape: FrameShape | null;
  documents: { sopInstanceUid: string; title: string }[];
  documentKind: string | null;
  /** In slice order; a new array whenever it changes, so that what was handed out stays as it was. */
  frames: readonly FrameModel[];
  /** mm along the head axis beside `frames`, null without axial geometry. */
  heights: readonly number[] | null;
}

/** One row of instance ⋈ series, and its frames: what the model is fed with. */
export interface InstanceRow {
  organisationId: string;
  seriesUid: string;
  modality: string;
  seriesDescription: string;
  seriesNumber: number | null;
  role: SeriesRole;
  seriesShape: FrameShape | null;
  sop: string;
  number: number | null;
  descriptor: InstanceDescriptor;
  frames: { id: number; number: number; ready: ReadyFrame | null; failed: string | null }[];
}

export interface StudyChange {
  series: SeriesModel[];
  frames: FrameModel[];
}

/** A study as its viewers need it: held once in memory for all of them, fed by arrivals and by finished codestreams. */
export class StudyModel {
  readonly study: Omit<StudyDescriptor, 'prior'>;
  readonly series = new Map<string, SeriesModel>();
  readonly #frames = new Map<number, { frame: FrameModel; series: SeriesModel }>();
  readonly #places = new WeakMap<FrameModel, SlicePlace>();

  constructor(study: Omit<StudyDescriptor, 'prior'>) {
    this.study = study;
  }

  /** Adds instances that are not in it yet; says what is new. */
  add(rows: readonly InstanceRow[]): StudyChange {
    const changed = new Set<SeriesModel>();
    const added: FrameModel[] = [];
    for (const row of rows) {
      const series = this.#seriesOf(row);
      const { document, shape, frames } = row.descriptor;
      if (document !== null && !series.documents.some((one) => one.sopInstanceUid === row.sop)) {
        series.documents.push({ sopInstanceUid: row.sop, title: document.title });
        series.documentKind = document.kind;
        changed.add(series);
      }
      for (const one of row.frames) {
        if (this.#frames.has(one.id) || shape === null) continue;
        const own = frames[one.number - 1];
        const frame = this.#frameOf(row, series, one, { ...shape, ...own?.differs }, own?.position ?? null);
        this.#frames.set(one.id, { frame, series });
        added.push(frame);
        changed.add(series);
      }
    }
    for (const series of changed) this.#sort(series, added);
    return { series: [...changed], frames: added };
  }

  frame(id: number): FrameModel | undefined {
    return this.#frames.get(id)?.frame;
  }

  /** False when the frame is not of this study. */
  setReady(id: number, ready: ReadyFrame): boolean {
    const frame = this.frame(id);
    if (frame === undefined) return false;
    frame.ready = ready;
    frame.failed = null;
    return true;
  }

  setFailed(id: number, why: string): boolean {
    const frame = this.frame(id);
    if (frame === undefined) return false;
    frame.failed = why;
    return true;
  }

  #seriesOf(row: InstanceRow): SeriesModel {
    let series = this.series.get(row.seriesUid);
    if (series === undefined) {
      series = {
        uid: row.seriesUid,
        modality: row.modality,
        description: row.seriesDescription,
        number: row.seriesNumber,
        role: row.role,
        shape: row.seriesShape,
        documents: [],
        documentKind: null,
        frames: [],
        heights: null,
      };
      this.series.set(row.seriesUid, series);
    }
    series.shape ??= row.seriesShape ?? row.descriptor.shape;
    return series;
  }

  #frameOf(
    row: InstanceRow,
    series: SeriesModel,
    one: InstanceRow['frames'][number],
    shape: FrameShape,
    position: [number, number, number] | null,
  ): FrameModel {
    const differs = series.shape === null ? {} : difference(series.shape, shape);
    const descriptor: FrameDescriptor = {
      id: one.id,
      series: row.seriesUid,
      sop: row.sop,
      frame: one.number,
      number: row.number,
      position,
    };
    if (Object.keys(differs).length > 0) descriptor.differs = differs;
    const frame: FrameModel = { descriptor, organisationId: row.organisationId, ready: one.ready, failed: one.failed };
    this.#places.set(frame, { orientation: shape.orientation, position, number: row.number, frame: one.number });
    return frame;
  }

  #sort(series: SeriesModel, added: readonly FrameModel[]): void {
    const all = [...series.frames, ...added.filter((frame) => frame.descriptor.series === series.uid)];
    const { order, heights } = sliceOrder(all.map((frame) => this.#places.get(frame)!));
    series.frames = order.map((i) => all[i]!);
    series.heights = heights;
  }
}

export function describeSeries(series: SeriesModel, studyInstanceUid: string): SeriesDescriptor {
  return {
    seriesInstanceUid: series.uid,
    studyInstanceUid,
    modality: series.modality,
    description: series.description,
    number: series.number,
    role: series.role,
    frames: series.frames.length,
    shape: series.shape,
    documentKind: series.documentKind,
    documents: series.documents,
  };
}
