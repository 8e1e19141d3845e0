import { cache, volumeLoader } from '@cornerstonejs/core';
import { type Accessor, createSignal } from 'solid-js';
import { type Audit, audit, type Pile } from '#shared/imaging/geometry.ts';
import { boxFor } from '#shared/imaging/geometry-resample.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ImageBank } from '../cornerstone/image-bank.ts';
import { imageIdOf } from '../cornerstone/image-ids.ts';
import { type PixelArray, QUALITY, type Quality } from '../stream/messages.ts';
import { asVolume, type LooseVolume } from '../vendor-types.ts';
import { words } from '../words.ts';
import { flawWords, refusalWords } from './refusal-words.ts';
import type { ResampleJob } from './resample-worker.ts';

export type VolumeState =
  | { kind: 'refused'; why: string }
  | { kind: 'waiting'; text: string }
  | { kind: 'ready'; volumeId: string; remark: string | null /** Distance of two planes when scrolling, mm. */; step: number };

export interface VolumeSource {
  state: Accessor<VolumeState>;
  /** Of the worst slice it is made of. */
  quality: Accessor<Quality>;
  /** Called after new pixels are in the volume. */
  onChange: (listener: () => void) => void;
  close: () => void;
}

/** Decoded bytes a volume may have; a phone has less to give. */
export const volumeLimit = (deviceMemory: number | undefined): number => (deviceMemory !== undefined && deviceMemory <= 4 ? 180e6 : 700e6);

/** New slices are put into the picture at most this often, ms. */
const FLUSH_MS = 150;
/** A resampled volume is made anew at most this often, ms. */
const RESAMPLE_MS = 1_000;
/** A series that grows is looked at again when it has been quiet for this long, ms. */
const SETTLE_MS = 400;

let made = 0;

/** The volume of a series, kept up with the stream: audited first, resampled when tilted or uneven, refused when it cannot be right. */
export function createVolumeSource(uid: string, catalogue: Catalogue, bank: ImageBank): VolumeSource {
  const [state, setState] = createSignal<VolumeState>({ kind: 'waiting', text: words.mprBuilding });
  const [quality, setQuality] = createSignal<Quality>(QUALITY.none);
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  let present: { pile: string; close: () => void } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const worst = (ids: readonly number[]): Quality =>
    ids.reduce<Quality>((least, id) => Math.min(least, bank.quality(id)) as Quality, QUALITY.full);

  const rebuild = (): void => {
    const result: Audit = audit(catalogue.series(uid)?.slices ?? []);
    const key = result.verdict === 'refused' ? JSON.stringify(result.refusal) : result.pile.ids.join();
    if (present?.pile === key) return;
    present?.close();
    present = null;
    if (result.verdict === 'refused') {
      setState({ kind: 'refused', why: words.mprRefused(refusalWords(result.refusal)) });
      present = { pile: key, close: () => {} };
      return;
    }
    const bytes = result.pile.rows * result.pile.columns * result.pile.ids.length * 2;
    if (bytes > volumeLimit((navigator as Navigator & { deviceMemory?: number }).deviceMemory)) {
      setState({ kind: 'refused', why: words.mprRefused(words.tooLarge(Math.round(bytes / 1e6))) });
      present = { pile: key, close: () => {} };
      return;
    }
    made += 1;
    const volumeId = `volume-${made}`;
    const fed = (): void => {
      setQuality(worst(result.pile.ids));
      changed();
    };
    const feed = { ids: result.pile.ids, bank, changed: fed };
    const close =
      result.verdict === 'box'
        ? feedBox(volumeId, feed, () => setState({ kind: 'ready', volumeId, remark: null, step: result.gap }))
        : feedResampled(volumeId, result.pile, catalogue.shape(result.pile.ids[0]!)?.unit === 'HU' ? -1024 : 0, feed, (step, here) =>
            setState(
              step === null
                ? { kind: 'waiting', text: words.mprWaiting(here, result.pile.ids.length) }
                : { kind: 'ready', volumeId, remark: flawWords(result.flaws), step },
            ),
          );
    setQuality(worst(result.pile.ids));
    present = { pile: key, close };
  };

  const stop = catalogue.listen((event) => {
    if (event.kind !== 'content' || !event.series.has(uid)) return;
    clearTimeout(timer);
    timer = setTimeout(rebuild, SETTLE_MS);
  });
  rebuild();

  return {
    state,
    quality,
    onChange: (listener) => listeners.add(listener),
    close: () => {
      stop();
      clearTimeout(timer);
      present?.close();
      listeners.clear();
    },
  };
}

interface Feed {
  ids: readonly number[];
  bank: ImageBank;
  changed: () => void;
}

/** A box is Cornerstone's volume over the same images as the stack; each slice that gets better is uploaded alone. */
function feedBox(volumeId: string, { ids, bank, changed }: Feed, ready: () => void): () => void {
  const unpin = bank.pin(ids);
  const volume: LooseVolume = asVolume(volumeLoader.createAndCacheVolumeFromImagesSync(volumeId, ids.map(imageIdOf)));
  const order = new Map(volume.imageIds.map((imageId, k) => [imageId, k]));
  const dirty = new Set<number>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    timer = undefined;
    for (const k of dirty) volume.vtkOpenGLTexture.setUpdatedFrame(k);
    dirty.clear();
    volume.imageData.modified();
    changed();
  };
  const stop = bank.listen((id) => {
    const k = order.get(imageIdOf(id));
    if (k === undefined) return;
    dirty.add(k);
    timer ??= setTimeout(flush, FLUSH_MS);
  });
  ready();
  return () => {
    stop();
    clearTimeout(timer);
    // The volume first: images that belong to one cannot be removed.
    if (cache.getVolume(volumeId)) cache.removeVolumeLoadObject(volumeId);
    unpin();
  };
}

/** A pile that is no box is resampled in a worker: when every slice has a picture, and again when better ones have come. */
function feedResampled(
  volumeId: string,
  pile: Pile,
  fill: number,
  { ids, bank, changed }: Feed,
  tell: (step: number | null, here: number) => void,
): () => void {
  const release = bank.pin(ids);
  const box = boxFor(pile);
  const worker = new Worker(new URL('./resample-worker.ts', import.meta.url), { type: 'module', name: 'resample' });
  let volume: LooseVolume | null = null;
  let busy = false;
  let stale = true;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const start = (): void => {
    timer = undefined;
    const here = ids.filter((id) => bank.quality(id) > QUALITY.none).length;
    if (here < ids.length) {
      tell(null, here);
      return;
    }
    if (busy || !stale) return;
    busy = true;
    stale = false;
    const slices = ids.map((id) => (bank.image(id)!.voxelManager!.getScalarData() as PixelArray).slice()) as ResampleJob['slices'];
    worker.postMessage(
      { pile, box, slices, fill } satisfies ResampleJob,
      slices.map(({ buffer }) => buffer),
    );
  };
  worker.onmessage = ({ data }: MessageEvent<ResampleJob['slices'][number]>) => {
    busy = false;
    if (volume) volume.replace(data);
    else {
      volume = asVolume(
        volumeLoader.createLocalVolume(volumeId, {
          dimensions: box.dimensions,
          spacing: box.spacing,
          origin: box.origin,
          direction: box.direction as never,
          scalarData: data as never,
          metadata: localMetadata(box.dimensions, bank, ids[0]!) as never,
        }),
      );
      tell(Math.min(box.spacing[2], 2), ids.length);
    }
    changed();
    if (stale) schedule();
  };
  const schedule = (): void => {
    timer ??= setTimeout(start, volume ? RESAMPLE_MS : FLUSH_MS);
  };
  const stop = bank.listen((id) => {
    if (!ids.includes(id)) return;
    stale = true;
    schedule();
  });
  start();
  return () => {
    stop();
    clearTimeout(timer);
    worker.terminate();
    if (cache.getVolume(volumeId)) cache.removeVolumeLoadObject(volumeId);
    // A local volume leaves the images it made behind.
    for (const imageId of volume?.imageIds ?? []) if (cache.getImageLoadObject(imageId)) cache.removeImageLoadObject(imageId);
    release();
  };
}

function localMetadata([width, height]: readonly number[], bank: ImageBank, id: number): Record<string, unknown> {
  return {
    Rows: height,
    Columns: width,
    BitsAllocated: 16,
    BitsStored: 16,
    HighBit: 15,
    PixelRepresentation: 1,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Modality: 'CT',
    FrameOfReferenceUID: (bank.image(id) as { FrameOfReferenceUID?: string } | undefined)?.FrameOfReferenceUID,
    PixelSpacing: [1, 1],
    ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
    voiLut: [],
    VOILUTFunction: 'LINEAR',
    SeriesInstanceUID: '',
  };
}
