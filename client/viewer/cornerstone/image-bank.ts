import { cache, Enums, eventTarget, registerImageLoader, type Types, utilities } from '@cornerstonejs/core';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { type PixelArray, type Pixels, QUALITY, type Quality } from '../stream/messages.ts';
import { emptyPixels } from '../stream/pixels.ts';
import type { StreamClient } from '../stream/stream-client.ts';
import { frameIdOf, imageIdOf, LOADER_SCHEME } from './image-ids.ts';
import { makeImage, STATUS } from './make-image.ts';

/** A loader waits this long for a frame whose bytes are here, ms; then the empty picture is shown and filled in place. */
const DECODE_WAIT_MS = 80;

/** Decoded pictures kept to each side of every picture on a screen. */
export const WINDOW = 40;
/** … and this many more before one is given up, so that scrolling to and fro does not decode all the time. */
const SLACK = 4;

/** A place that shows pictures of a stack. `order`: frame ids in reading order; `at`: index of the one that is, or is about to be, shown. */
export interface Eye {
  order: readonly number[];
  at: number;
  /** Frame actually on the screen now. */
  shown: number | null;
}

/**
 * One image object per frame for its whole life in Cornerstone's cache, changed in place when better pixels come: no promise, cache
 * entry or viewport can then hold an older picture. Invariants: a worse picture never replaces a better one; only frames within the
 * window of an eye, on a screen, or pinned are kept decoded.
 */
export class ImageBank {
  readonly #catalogue: Catalogue;
  readonly #stream: StreamClient;
  readonly #images = new Map<number, Types.IImage>();
  readonly #waiting = new Map<number, (() => void)[]>();
  readonly #eyes = new Set<() => Eye | null>();
  readonly #pinned = new Map<number, number>();
  readonly #needed = new Map<number, number>();
  readonly #listeners = new Set<(id: number, quality: Quality) => void>();
  /** One array for all empty frames of a shape. */
  readonly #empty = new Map<string, PixelArray>();
  readonly #stops: (() => void)[] = [];
  #planned = false;

  constructor(catalogue: Catalogue, stream: StreamClient) {
    this.#catalogue = catalogue;
    this.#stream = stream;
    registerImageLoader(LOADER_SCHEME, (imageId: string) => ({ promise: this.#load(frameIdOf(imageId)!) }));
    const removed = (event: Event) => this.#removed((event as CustomEvent<{ imageId: string }>).detail.imageId);
    eventTarget.addEventListener(Enums.Events.IMAGE_CACHE_IMAGE_REMOVED, removed as EventListener);
    this.#stops.push(
      () => eventTarget.removeEventListener(Enums.Events.IMAGE_CACHE_IMAGE_REMOVED, removed as EventListener),
      stream.on('pixels', ({ pixels }) => this.#arrived(pixels)),
      catalogue.listen((event) => {
        if (event.kind === 'content') this.refocus();
      }),
    );
  }

  /** Told when better pixels of a frame are in its image. */
  listen(listener: (id: number, quality: Quality) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Registers a place that shows pictures; call `refocus` when it moves. */
  addEye(eye: () => Eye | null): () => void {
    this.#eyes.add(eye);
    this.refocus();
    return () => {
      this.#eyes.delete(eye);
      this.refocus();
    };
  }

  image(id: number): Types.IImage | undefined {
    return this.#images.get(id);
  }

  /** Quality of the pixels in the image (not of the bytes held). */
  quality(id: number): Quality {
    const status = this.#images.get(id)?.imageQualityStatus;
    return status === STATUS.full ? QUALITY.full : status === STATUS.preview ? QUALITY.preview : QUALITY.none;
  }

  /** Keeps all these frames decoded, each with an array of its own (a volume caches them). Returns the way to let go. */
  pin(ids: readonly number[]): () => void {
    for (const id of ids) {
      this.#pinned.set(id, (this.#pinned.get(id) ?? 0) + 1);
      const image = this.#images.get(id) ?? this.#make(id);
      if (!image) continue;
      const pixels = image.voxelManager!.getScalarData();
      if (this.#isShared(pixels as PixelArray)) this.#setPixels(image, (pixels as PixelArray).slice());
      if (!cache.getImageLoadObject(image.imageId)) cache.putImageSync(image.imageId, image);
    }
    this.refocus();
    return () => {
      for (const id of ids) {
        const count = (this.#pinned.get(id) ?? 1) - 1;
        if (count > 0) this.#pinned.set(id, count);
        else this.#pinned.delete(id);
      }
      this.refocus();
    };
  }

  /** Has one frame decoded although nobody looks at it; returns the way to let go. */
  need(id: number): () => void {
    this.#needed.set(id, (this.#needed.get(id) ?? 0) + 1);
    this.refocus();
    return () => {
      const count = (this.#needed.get(id) ?? 1) - 1;
      if (count > 0) this.#needed.set(id, count);
      else this.#needed.delete(id);
      this.refocus();
    };
  }

  /** Something moved: what is to be decoded and what can go is worked out again, once per turn. */
  refocus(): void {
    if (this.#planned) return;
    this.#planned = true;
    queueMicrotask(() => {
      this.#planned = false;
      this.#plan();
    });
  }

  get count(): number {
    return this.#images.size;
  }

  close(): void {
    for (const stop of this.#stops) stop();
    for (const image of this.#images.values()) if (cache.getImageLoadObject(image.imageId)) cache.removeImageLoadObject(image.imageId);
    this.#images.clear();
  }

  #plan(): void {
    const eyes = [...this.#eyes].map((eye) => eye()).filter((eye) => eye !== null);
    const shown = new Set<number>();
    const near = new Map<number, number>();
    const keep = new Set<number>();
    for (const { order, at, shown: visible } of eyes) {
      if (visible !== null) keep.add(visible);
      if (order[at] !== undefined) shown.add(order[at]);
      for (let distance = 1; distance <= WINDOW + SLACK; distance += 1) {
        for (const id of [order[at + distance], order[at - distance]]) {
          if (id === undefined) continue;
          keep.add(id);
          if (distance <= WINDOW) near.set(id, Math.min(distance, near.get(id) ?? distance));
        }
      }
    }
    for (const id of this.#waiting.keys()) shown.add(id);
    const window = [...near].sort(([, a], [, b]) => a - b).map(([id]) => id);
    this.#stream.tell({ k: 'wanted', shown: [...shown], window: [...window, ...this.#needed.keys(), ...this.#pinned.keys()] });
    for (const id of [...this.#images.keys()]) {
      if (keep.has(id) || shown.has(id) || this.#pinned.has(id) || this.#needed.has(id)) continue;
      const imageId = imageIdOf(id);
      if (cache.isLoaded(imageId)) cache.removeImageLoadObject(imageId);
    }
  }

  /** Cornerstone asks, and the cache had nothing. */
  async #load(id: number): Promise<Types.IImage> {
    const image = this.#images.get(id) ?? this.#make(id);
    if (!image) throw new Error(`frame ${id} is not described`);
    if (this.#catalogue.quality(id) <= this.quality(id)) return image;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, DECODE_WAIT_MS);
      const done = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), done]);
      this.refocus();
    });
    this.#waiting.delete(id);
    return image;
  }

  #arrived(pixels: Pixels): void {
    const { id, quality } = pixels;
    const image = this.#images.get(id) ?? this.#make(id);
    if (!image) return;
    if (quality <= this.quality(id)) return;
    if (this.#pinned.has(id)) (image.voxelManager!.getScalarData() as PixelArray).set(pixels.data);
    else this.#setPixels(image, pixels.data);
    image.minPixelValue = pixels.min;
    image.maxPixelValue = pixels.max;
    image.imageQualityStatus = quality === QUALITY.full ? STATUS.full : STATUS.preview;
    // A neighbour nobody asked for yet: scrolling to it will find it.
    if (!cache.getImageLoadObject(image.imageId)) cache.putImageSync(image.imageId, image);
    for (const done of this.#waiting.get(id) ?? []) done();
    for (const listener of this.#listeners) listener(id, quality);
  }

  #removed(imageId: string): void {
    const id = frameIdOf(imageId);
    if (id !== null && this.#images.delete(id)) this.#stream.tell({ k: 'evicted', ids: [id] });
  }

  #make(id: number): Types.IImage | null {
    const shape = this.#catalogue.shape(id);
    const frame = this.#catalogue.frame(id);
    if (!shape || !frame) return null;
    const key = [shape.rows, shape.columns, shape.samples, shape.bitsStored, shape.signed, shape.slope, shape.intercept].join();
    const empty = this.#empty.get(key) ?? emptyPixels(shape);
    this.#empty.set(key, empty);
    const image = makeImage(frame, shape, this.#pinned.has(id) ? empty.slice() : empty);
    this.#images.set(id, image);
    return image;
  }

  #isShared(pixels: PixelArray): boolean {
    for (const empty of this.#empty.values()) if (empty === pixels) return true;
    return false;
  }

  #setPixels(image: Types.IImage, data: PixelArray): void {
    image.voxelManager = utilities.VoxelManager.createImageVoxelManager({
      scalarData: data,
      width: image.columns,
      height: image.rows,
      numberOfComponents: image.numberOfComponents,
    }) as NonNullable<Types.IImage['voxelManager']>;
  }
}
