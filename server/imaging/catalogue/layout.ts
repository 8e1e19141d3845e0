import type { Inspected } from '../../intake/types.ts';

/** Where pixels and bulk values lie in the stored original: what is needed to serve and transcode it without parsing it again. */
export type ObjectLayout = Pick<Inspected, 'base' | 'pixels' | 'bulk' | 'transferSyntaxUid' | 'preambleUsed' | 'dataSetOffset'>;

export const layoutOf = (object: Inspected): ObjectLayout => ({
  base: object.base,
  pixels: object.pixels,
  bulk: object.bulk,
  transferSyntaxUid: object.transferSyntaxUid,
  preambleUsed: object.preambleUsed,
  dataSetOffset: object.dataSetOffset,
});
