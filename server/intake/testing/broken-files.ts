import { part10Header } from '../dimse/part10.ts';
import { CT, type Element, part10 } from './part10.ts';

export const SEQUENCE_END = Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);

const SR = '1.2.840.10008.5.1.4.1.1.88.11';

/** An object without pixels, so that whatever is added stands at the end or where its tag puts it. */
export const document = (elements: readonly Element[], without: readonly number[] = []): Buffer =>
  part10({ sopClass: SR, pixels: null, elements, without: [0x00280010, 0x00280011, ...without] });

/** Preamble and meta information of a CT image in this transfer syntax. */
export const header = (transferSyntax: string): Buffer => part10Header(CT, '1.2.3.4', transferSyntax, '');

/** The bytes put where the tag stands first. */
export const insertBefore = (tag: Buffer, bytes: Buffer, whole: Buffer): Buffer => {
  const at = whole.indexOf(tag);
  return Buffer.concat([whole.subarray(0, at), bytes, whole.subarray(at)]);
};

/** An element whose length is not told: it ends where its delimiter stands. */
export const undefinedLength = (tag: readonly number[], vr: string, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from(tag), Buffer.from(vr), Buffer.from([0, 0, 0xff, 0xff, 0xff, 0xff]), content]);
