import { createEffect, type JSX, onCleanup } from 'solid-js';
import type { Series } from '../catalogue/catalogue.ts';
import type { Controller } from '../controller/controller.ts';
import { type PixelArray, QUALITY } from '../stream/messages.ts';
import { thumbnailPixels } from './thumbnail-pixels.ts';

/** CSS pixels; drawn twice as fine. */
const SIDE = 48;

/** The middle slice of a series, from the bytes that are here: nothing is asked of the server, nothing stays decoded for it. */
export function Thumbnail(props: { controller: Controller; series: Series }): JSX.Element {
  let canvas!: HTMLCanvasElement;
  let drawn: number | null = null;
  /** Frame being decoded for this, and the way to let go of it. */
  let awaited: { id: number; release: () => void } | null = null;
  const letGo = () => {
    awaited?.release();
    awaited = null;
  };
  const draw = (id: number): void => {
    const { bank, catalogue } = props.controller;
    const shape = catalogue.shape(id);
    const pixels = bank.quality(id) === QUALITY.none ? undefined : bank.image(id)?.voxelManager?.getScalarData();
    if (!shape || !pixels) return;
    const { data, width, height } = thumbnailPixels(pixels as PixelArray, shape, SIDE * 2);
    canvas.width = width;
    canvas.height = height;
    canvas.getContext('2d')!.putImageData(new ImageData(data, width, height), 0, 0);
    canvas.dataset['sop'] = catalogue.frame(id)?.sop ?? '';
    drawn = id;
    letGo();
  };
  createEffect(() => {
    props.controller.states();
    props.controller.content();
    const { bank, catalogue } = props.controller;
    const slices = catalogue.series(props.series.descriptor.seriesInstanceUid)?.slices ?? [];
    const id = slices[slices.length >> 1]?.frame.id;
    if (id === undefined || id === drawn || id === awaited?.id || catalogue.quality(id) === QUALITY.none) return;
    letGo();
    awaited = { id, release: bank.need(id) };
    draw(id);
  });
  onCleanup(props.controller.bank.listen((id) => id === awaited?.id && draw(id)));
  onCleanup(letGo);
  return <canvas ref={canvas} class="series-thumbnail" width={SIDE * 2} height={SIDE * 2} />;
}
