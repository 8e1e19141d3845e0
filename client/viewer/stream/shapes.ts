import type { FrameDescriptor, FrameShape, SeriesDescriptor } from '#shared/protocol/stream.ts';

/** Shape of each frame: what the series says, except where the frame differs. */
export class Shapes {
  readonly #series = new Map<string, SeriesDescriptor>();
  readonly #frames = new Map<number, FrameDescriptor>();

  addSeries(series: readonly SeriesDescriptor[]): void {
    for (const entry of series) this.#series.set(entry.seriesInstanceUid, entry);
  }

  addFrames(frames: readonly FrameDescriptor[]): void {
    for (const frame of frames) this.#frames.set(frame.id, frame);
  }

  /** Frames described so far. */
  get frames(): number {
    return this.#frames.size;
  }

  /** Null while the series is not described yet. */
  of(id: number): FrameShape | null {
    const frame = this.#frames.get(id);
    const shape = frame && this.#series.get(frame.series)?.shape;
    return shape ? withDifferences(shape, frame) : null;
  }

  /** Forgets a study; returns the ids of its frames. */
  removeStudy(studyInstanceUid: string): number[] {
    const ids: number[] = [];
    for (const [id, frame] of this.#frames) {
      if (this.#series.get(frame.series)?.studyInstanceUid === studyInstanceUid) ids.push(id);
    }
    for (const id of ids) this.#frames.delete(id);
    for (const [uid, series] of this.#series) if (series.studyInstanceUid === studyInstanceUid) this.#series.delete(uid);
    return ids;
  }
}

export function withDifferences(shape: FrameShape, frame: FrameDescriptor): FrameShape {
  if (!frame.differs) return shape;
  const differences = Object.fromEntries(Object.entries(frame.differs).filter(([, value]) => value !== undefined));
  return { ...shape, ...differences };
}
