import type { ByteQueue } from './byte-queue.ts';
import { MAX_META_BYTES } from './limits.ts';
import { Refusal, tagText } from './refusal.ts';
import { vrByCode } from './vr.ts';

/** File meta information (PS3.10 §7.1): what the gate uses of it. Absent values are empty. */
export interface Meta {
  sopClassUid: string;
  sopInstanceUid: string;
  transferSyntaxUid: string;
  sourceAe: string;
}

export const PREAMBLE_BYTES = 128;
const GROUP_LENGTH = 0x00020000;
const USED: Record<number, keyof Meta> = {
  131074: 'sopClassUid',
  131075: 'sopInstanceUid',
  131088: 'transferSyntaxUid',
  131094: 'sourceAe',
};

/** Reads preamble, prefix and group 0002, always explicit VR little endian. A missing group length is tolerated, a wrong one is not. */
export function* readMeta(queue: ByteQueue): Generator<number, Meta, void> {
  while (!queue.gather(PREAMBLE_BYTES + 4)) {
    if (queue.ended) throw new Refusal('DICOM_NOT_PART10', 'shorter than preamble and prefix');
    yield PREAMBLE_BYTES + 4;
  }
  if (queue.front.readUInt32BE(queue.at + PREAMBLE_BYTES) !== 0x4449434d) throw new Refusal('DICOM_NOT_PART10', 'no DICM at byte 128');
  queue.advance(PREAMBLE_BYTES + 4);

  const meta: Meta = { sopClassUid: '', sopInstanceUid: '', transferSyntaxUid: '', sourceAe: '' };
  const seen = new Set<number>();
  let last = -1;
  let end = -1;
  for (;;) {
    while (!queue.gather(8)) {
      if (queue.ended && last !== -1 && queue.available === 0) return finished(meta);
      if (queue.ended) throw new Refusal('DICOM_TRUNCATED', 'ends in the file meta information');
      yield 8;
    }
    const { front, at } = queue;
    const group = front.readUInt16LE(at);
    const tag = group * 0x10000 + front.readUInt16LE(at + 2);
    if (queue.position === end) {
      if (group === 2 && tag > last) throw new Refusal('DICOM_META_LENGTH', 'group 0002 goes on behind its length');
      return finished(meta);
    }
    if (group !== 2) {
      if (end !== -1) throw new Refusal('DICOM_META_LENGTH', 'group 0002 ends before its length');
      if (last === -1) throw new Refusal('DICOM_PARSE', 'no file meta information');
      return finished(meta);
    }
    if (tag <= last)
      throw new Refusal(seen.has(tag) ? 'DICOM_TAG_DUPLICATE' : 'DICOM_TAG_ORDER', `${tagText(tag)} in the file meta information`);
    seen.add(tag);
    last = tag;

    const vr = vrByCode(front.readUInt16BE(at + 4));
    if (vr === undefined || vr.kind === 'sequence') throw new Refusal('DICOM_PARSE', `VR of ${tagText(tag)}`);
    let length = front.readUInt16LE(at + 6);
    if (vr.long) {
      while (!queue.gather(12)) {
        if (queue.ended) throw new Refusal('DICOM_TRUNCATED', 'ends in the file meta information');
        yield 12;
      }
      length = queue.front.readUInt32LE(queue.at + 8);
      queue.advance(12);
    } else {
      queue.advance(8);
    }
    if ((length & 1) === 1 || length % vr.unit !== 0) throw new Refusal('DICOM_PARSE', `length of ${tagText(tag)}`);
    if (end !== -1 && queue.position + length > end)
      throw new Refusal('DICOM_META_LENGTH', `${tagText(tag)} crosses the end of group 0002`);
    if (length > MAX_META_BYTES) throw new Refusal('DICOM_META_LENGTH', `${tagText(tag)} is too long`);
    while (!queue.gather(length)) {
      if (queue.ended) throw new Refusal('DICOM_TRUNCATED', 'ends in the file meta information');
      yield length;
    }
    const used = USED[tag];
    if (used !== undefined) meta[used] = queue.front.toString('latin1', queue.at, queue.at + length).replace(/\0+$/, '');
    if (tag === GROUP_LENGTH) {
      if (vr.name !== 'UL' || length !== 4) throw new Refusal('DICOM_META_LENGTH', 'not one number');
      const bytes = queue.front.readUInt32LE(queue.at);
      if (bytes > MAX_META_BYTES) throw new Refusal('DICOM_META_LENGTH', `${bytes} bytes`);
      end = queue.position + 4 + bytes;
    }
    queue.advance(length);
    if (queue.position > MAX_META_BYTES) throw new Refusal('DICOM_META_LENGTH', 'group 0002 is too long');
  }
}

function finished(meta: Meta): Meta {
  if (meta.transferSyntaxUid === '') throw new Refusal('DICOM_META_MISSING_TS', 'no (0002,0010)');
  return meta;
}
