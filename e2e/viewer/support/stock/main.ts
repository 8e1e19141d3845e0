import * as core from '@cornerstonejs/core';
import * as loader from '@cornerstonejs/dicom-image-loader';

type Json = Record<string, { Value?: unknown[] }>;

/** What the loader made of one instance. */
export interface Loaded {
  sop: string;
  rows: number;
  columns: number;
  rowSpacing: number;
  /** Transfer syntax of the bytes that came. */
  transferSyntax: string;
  /** Values after the modality transformation, as 32-bit integers; SHA-256, hexadecimal. */
  sha256: string;
}

/** A page with nothing but Cornerstone and its own loader, as somebody else's viewer has them. */
export interface StockHandles {
  /** Every instance of a series, by metadata and frames. `accept`: sent in the address, as the loader offers it. */
  load(base: string, study: string, series: string, accept?: string): Promise<Loaded[]>;
  /** Shows a series as a stack; share of the canvas that is not black. */
  show(base: string, study: string, series: string): Promise<number>;
}

const ready = (async () => {
  await core.init();
  loader.init({ maxWebWorkers: 1 });
})();

async function imageIds(base: string, study: string, series: string): Promise<string[]> {
  await ready;
  const root = `${location.origin}${base}/studies/${study}/series/${series}`;
  const answer = await fetch(`${root}/metadata`, { headers: { accept: 'application/dicom+json' } });
  if (!answer.ok) throw new Error(`metadata answered ${answer.status}`);
  return ((await answer.json()) as Json[]).map((instance) => {
    const imageId = `wadors:${root}/instances/${instance['00080018']!.Value![0]}/frames/1`;
    loader.wadors.metaDataManager.add(imageId, instance as Parameters<typeof loader.wadors.metaDataManager.add>[1]);
    return imageId;
  });
}

async function digest(values: ArrayLike<number>): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', Int32Array.from(values));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const stock: StockHandles = {
  load: async (base, study, series, accept) => {
    const out: Loaded[] = [];
    for (const imageId of await imageIds(base, study, series)) {
      const retrieveOptions = accept === undefined ? {} : { urlArguments: `accept=${encodeURIComponent(accept)}` };
      const options = { priority: 0, requestType: core.Enums.RequestType.Interaction, retrieveOptions };
      const image = (await core.imageLoader.loadImage(imageId, options)) as core.Types.IImage & { transferSyntaxUID: string };
      out.push({
        sop: imageId.split('/').at(-3)!,
        rows: image.rows,
        columns: image.columns,
        rowSpacing: image.rowPixelSpacing,
        transferSyntax: image.transferSyntaxUID,
        sha256: await digest(image.getPixelData()),
      });
    }
    return out;
  },
  show: async (base, study, series) => {
    const ids = await imageIds(base, study, series);
    const engine = new core.RenderingEngine('stock');
    const element = document.getElementById('viewport') as HTMLDivElement;
    engine.enableElement({ viewportId: 'stack', type: core.Enums.ViewportType.STACK, element });
    const viewport = engine.getViewport('stack') as core.Types.IStackViewport;
    const drawn = new Promise((resolve) => element.addEventListener(core.Enums.Events.IMAGE_RENDERED, resolve, { once: true }));
    await viewport.setStack(ids, ids.length >> 1);
    viewport.render();
    await drawn;
    const { width, height } = viewport.getCanvas();
    const { data } = viewport.getCanvas().getContext('2d')!.getImageData(0, 0, width, height);
    let lit = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i]! > 8) lit += 1;
    return lit / (width * height);
  },
};
Object.assign(window, { stock });
