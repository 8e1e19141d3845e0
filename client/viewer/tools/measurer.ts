import { annotation as annotations } from '@cornerstonejs/tools';
import type { MarkTool } from '#shared/protocol/marks.ts';
import type { FrameShape } from '#shared/protocol/stream.ts';
import type { ViewerEvents } from '../api.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Emitter } from '../controller/emitter.ts';
import type { ImageBank } from '../cornerstone/image-bank.ts';
import { frameIdOf } from '../cornerstone/image-ids.ts';
import { type PixelArray, QUALITY } from '../stream/messages.ts';
import { asLoose, type LooseAnnotation } from '../vendor-types.ts';
import { words } from '../words.ts';
import { measure } from './measure.ts';

/** Tools whose value needs pixels. */
const NEEDS_PIXELS: readonly MarkTool[] = ['EllipticalROI', 'RectangleROI', 'Probe'];

/**
 * Keeps the values of marks right: worked out when a mark changes and again when better pixels of its slice come. Grey values are never
 * taken from a preview. A slice that is not decoded is decoded for the purpose and let go.
 */
export class Measurer {
  readonly #catalogue: Catalogue;
  readonly #bank: ImageBank;
  readonly #events: Emitter<ViewerEvents>;
  readonly #show: (uid: string, lines: string[]) => void;
  readonly #told = new Map<string, string | null>();
  /** Marks that wait for a frame to become lossless, and the way to let the frame go. */
  readonly #waiting = new Map<string, { id: number; release: () => void }>();
  readonly #stop: () => void;

  constructor(options: {
    catalogue: Catalogue;
    bank: ImageBank;
    events: Emitter<ViewerEvents>;
    show: (uid: string, lines: string[]) => void;
  }) {
    this.#catalogue = options.catalogue;
    this.#bank = options.bank;
    this.#events = options.events;
    this.#show = options.show;
    this.#stop = this.#bank.listen((id, quality) => {
      if (quality === QUALITY.full) for (const [uid, entry] of [...this.#waiting]) if (entry.id === id) this.refresh(uid);
    });
  }

  refresh(uid: string): void {
    this.#waiting.get(uid)?.release();
    this.#waiting.delete(uid);
    const found = annotations.state.getAnnotation(uid);
    if (!found) {
      this.#told.delete(uid);
      return;
    }
    const annotation = asLoose(found);
    const value = this.#value(uid, annotation);
    const label = annotation.data.label ?? '';
    if (annotation.metadata.toolName !== 'ArrowAnnotate') this.#show(uid, value === null ? [words.waitingForLossless] : value.split(' · '));
    const said = annotation.metadata.toolName === 'ArrowAnnotate' ? label : value;
    if (this.#told.has(uid) && this.#told.get(uid) === said) return;
    this.#told.set(uid, said);
    this.#events.emit('measured', { uid, value: said });
  }

  close(): void {
    this.#stop();
    for (const { release } of this.#waiting.values()) release();
    this.#waiting.clear();
  }

  #value(uid: string, annotation: LooseAnnotation): string | null {
    const tool = annotation.metadata.toolName as MarkTool;
    const points = annotation.data.handles?.points ?? [];
    const id = frameIdOf(annotation.metadata.referencedImageId);
    const shape = id === null ? REFORMATTED : this.#catalogue.shape(id);
    if (!shape || points.length < (tool === 'Angle' ? 3 : 1)) return null;
    const frame = id === null ? null : (this.#catalogue.frame(id) ?? null);
    const lossless = id !== null && this.#bank.quality(id) === QUALITY.full;
    const pixels = lossless ? (this.#bank.image(id!)!.voxelManager!.getScalarData() as PixelArray) : null;
    if (!lossless && id !== null && NEEDS_PIXELS.includes(tool)) this.#waiting.set(uid, { id, release: this.#bank.need(id) });
    return measure(tool, points, { shape, frame, pixels });
  }
}

/** A plane between the slices: millimetres are right, grey values are mixtures and are not measured. */
const REFORMATTED = { pixelSpacing: [1, 1], spacingSource: 'patient', samples: 1, unit: '' } as unknown as FrameShape;
