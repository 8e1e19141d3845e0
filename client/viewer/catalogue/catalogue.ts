import { readingOrder } from '#shared/imaging/order.ts';
import type { FrameDescriptor, FrameShape, SeriesDescriptor, ServerStreamMessage, StudyDescriptor } from '#shared/protocol/stream.ts';
import { QUALITY, type Quality } from '../stream/messages.ts';
import { withDifferences } from '../stream/shapes.ts';

export interface Slice {
  frame: FrameDescriptor;
  shape: FrameShape | null;
}

export interface Series {
  descriptor: SeriesDescriptor;
  study: StudyDescriptor | null;
  /** In reading order. */
  slices: readonly Slice[];
}

export type CatalogueEvent =
  /** Studies, series or frames came or went. */
  | { kind: 'content'; series: ReadonlySet<string> }
  /** How much of some frames is here changed. */
  | { kind: 'states'; ids: readonly number[] };

/** Everything the server has described, and how much of it is here. Changes are told once per message. */
export class Catalogue {
  readonly #studies = new Map<string, StudyDescriptor>();
  readonly #series = new Map<string, Series>();
  readonly #descriptors = new Map<string, SeriesDescriptor>();
  readonly #frames = new Map<number, FrameDescriptor>();
  readonly #bySeries = new Map<string, FrameDescriptor[]>();
  readonly #bySop = new Map<string, FrameDescriptor[]>();
  readonly #quality = new Map<number, Quality>();
  readonly #failed = new Map<number, string>();
  readonly #listeners = new Set<(event: CatalogueEvent) => void>();

  listen(listener: (event: CatalogueEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  studies(): StudyDescriptor[] {
    return [...this.#studies.values()];
  }

  allSeries(): Series[] {
    return [...this.#descriptors.keys()].map((uid) => this.series(uid)!);
  }

  series(uid: string): Series | undefined {
    const descriptor = this.#descriptors.get(uid);
    if (!descriptor) return undefined;
    let series = this.#series.get(uid);
    if (!series) {
      const placed = (this.#bySeries.get(uid) ?? []).map((frame) => ({
        frame,
        shape: descriptor.shape && withDifferences(descriptor.shape, frame),
      }));
      series = { descriptor, study: this.#studies.get(descriptor.studyInstanceUid) ?? null, slices: readingOrder(placed) };
      this.#series.set(uid, series);
    }
    return series;
  }

  frame(id: number): FrameDescriptor | undefined {
    return this.#frames.get(id);
  }

  shape(id: number): FrameShape | null {
    const frame = this.#frames.get(id);
    const shape = frame && this.#descriptors.get(frame.series)?.shape;
    return shape ? withDifferences(shape, frame) : null;
  }

  /** Frame of an instance; `frame` is 1-based. */
  find(sopInstanceUid: string, frame = 1): FrameDescriptor | undefined {
    return this.#bySop.get(sopInstanceUid)?.find((candidate) => candidate.frame === frame);
  }

  quality(id: number): Quality {
    return this.#quality.get(id) ?? QUALITY.none;
  }

  /** Why a frame cannot be shown; undefined when it can. */
  failure(id: number): string | undefined {
    return this.#failed.get(id);
  }

  apply(message: ServerStreamMessage): void {
    switch (message.t) {
      case 'studies': {
        for (const study of message.studies) this.#studies.set(study.studyInstanceUid, study);
        const touched = [...this.#descriptors.values()].filter((series) =>
          message.studies.some((study) => study.studyInstanceUid === series.studyInstanceUid),
        );
        this.#content(touched.map((series) => series.seriesInstanceUid));
        break;
      }
      case 'series': {
        for (const series of message.series) this.#descriptors.set(series.seriesInstanceUid, series);
        this.#content(message.series.map((series) => series.seriesInstanceUid));
        break;
      }
      case 'frames': {
        this.#addFrames(message.frames);
        break;
      }
      case 'failed': {
        for (const { id, why } of message.frames) this.#failed.set(id, why);
        this.#emit({ kind: 'states', ids: message.frames.map(({ id }) => id) });
        break;
      }
      case 'removed': {
        this.#removeStudy(message.studyInstanceUid);
        break;
      }
    }
  }

  states(states: readonly (readonly [number, Quality])[]): void {
    for (const [id, quality] of states) {
      this.#quality.set(id, quality);
      if (quality === QUALITY.full) this.#failed.delete(id);
    }
    this.#emit({ kind: 'states', ids: states.map(([id]) => id) });
  }

  refused(id: number, why: string): void {
    this.#failed.set(id, why);
    this.#emit({ kind: 'states', ids: [id] });
  }

  #addFrames(frames: readonly FrameDescriptor[]): void {
    const touched = new Set<string>();
    for (const frame of frames) {
      const known = this.#frames.get(frame.id);
      this.#frames.set(frame.id, frame);
      this.#place(this.#bySeries, frame.series, frame, known);
      this.#place(this.#bySop, frame.sop, frame, known);
      touched.add(frame.series);
    }
    this.#content(touched);
  }

  #place(index: Map<string, FrameDescriptor[]>, key: string, frame: FrameDescriptor, known: FrameDescriptor | undefined): void {
    const list = index.get(key) ?? [];
    const at = known ? list.indexOf(known) : -1;
    if (at >= 0) list[at] = frame;
    else list.push(frame);
    index.set(key, list);
  }

  #removeStudy(studyInstanceUid: string): void {
    this.#studies.delete(studyInstanceUid);
    const gone = [...this.#descriptors.values()]
      .filter((series) => series.studyInstanceUid === studyInstanceUid)
      .map((series) => series.seriesInstanceUid);
    for (const uid of gone) {
      for (const frame of this.#bySeries.get(uid) ?? []) {
        this.#frames.delete(frame.id);
        this.#bySop.delete(frame.sop);
        this.#quality.delete(frame.id);
        this.#failed.delete(frame.id);
      }
      this.#bySeries.delete(uid);
      this.#descriptors.delete(uid);
    }
    this.#content(gone);
  }

  #content(series: Iterable<string>): void {
    const touched = new Set(series);
    for (const uid of touched) this.#series.delete(uid);
    this.#emit({ kind: 'content', series: touched });
  }

  #emit(event: CatalogueEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
