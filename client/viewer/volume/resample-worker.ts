import type { Pile } from '#shared/imaging/geometry.ts';
import { type Box, resample } from '#shared/imaging/geometry-resample.ts';

/** Resampling takes from half a second to some seconds: never on the page's thread. */
export interface ResampleJob {
  pile: Pile;
  box: Box;
  slices: (Int16Array | Uint16Array | Float32Array)[];
  fill: number;
}

const scope = globalThis as unknown as {
  onmessage: ((event: { data: ResampleJob }) => void) | null;
  postMessage(message: unknown, transfer: Transferable[]): void;
};

scope.onmessage = ({ data: { pile, box, slices, fill } }) => {
  const voxels = box.dimensions[0] * box.dimensions[1] * box.dimensions[2];
  const out =
    slices[0] instanceof Int16Array
      ? new Int16Array(voxels)
      : slices[0] instanceof Uint16Array
        ? new Uint16Array(voxels)
        : new Float32Array(voxels);
  const filled = resample(pile, box, slices, out, fill);
  scope.postMessage(filled, [filled.buffer]);
};
