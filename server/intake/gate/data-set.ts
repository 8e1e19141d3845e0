import type { DicomJson } from '../types.ts';
import type { ByteQueue } from './byte-queue.ts';
import { DEFAULT_CHARSET } from './charset.ts';
import { tagKey, vrOf } from './dictionary.ts';
import { readFragments } from './fragments.ts';
import {
  countElement,
  cutValue,
  type Level,
  openSequence,
  patientIdTooLong,
  plausible,
  readLength,
  readTag,
  truncated,
  useCharset,
} from './levels.ts';
import { MAX_ELEMENTS_PER_ITEM, MAX_ITEMS_PER_SEQUENCE, MAX_OBJECT_BYTES, MAX_VALUE_BYTES } from './limits.ts';
import type { Parsed } from './parsed.ts';
import { Refusal, tagText } from './refusal.ts';
import type { TransferSyntax } from './transfer-syntax.ts';
import { decodeValue } from './values.ts';
import { SQ, UN, type Vr, vrByCode, vrByName } from './vr.ts';

export const UNDEFINED_LENGTH = 0xffffffff;
const ITEM = 0xfffee000;
const ITEM_END = 0xfffee00d;
const SEQUENCE_END = 0xfffee0dd;
const PIXEL_DATA = 0x7fe00010;
const FLOAT_PIXEL_DATA = 0x7fe00008;
const DOUBLE_PIXEL_DATA = 0x7fe00009;
const SPECIFIC_CHARACTER_SET = 0x00080005;
const PATIENT_ID = 0x00100020;
const SIGNATURES = 0xfffafffa;
const PADDING = 0xfffcfffc;

export interface DataSetOptions {
  syntax: TransferSyntax;
  /** Added to positions in the queue: makes the offsets of spans count from the start of the file, or of the inflated data set. */
  base: number;
  /** Called at the header of the pixels of the object itself, when everything that describes them has been read: refuses or returns. */
  beforePixels: (tag: number, vr: string, length: number) => void;
  /** A DICOMDIR: group 0004 belongs into it (PS3.3 §F.3). */
  directory?: boolean;
}

/**
 * Reads one data set to the end of the queue: a single pass, without recursion, over explicit or implicit VR in either byte
 * order (PS3.5 §7, Annex A). Yields the number of bytes it waits for. Throws `Refusal`.
 */
export function* readDataSet(queue: ByteQueue, parsed: Parsed, options: DataSetOptions): Generator<number, void, void> {
  const { syntax, base } = options;
  const top: Level = {
    item: parsed.dataset,
    path: '',
    end: -1,
    limit: Number.POSITIVE_INFINITY,
    last: -1,
    count: 0,
    implicit: syntax.implicit,
    littleEndian: syntax.littleEndian,
    charset: DEFAULT_CHARSET,
    sequence: null,
  };
  const stack: Level[] = [top];
  let pixelsRead = false;

  for (;;) {
    const level = stack[stack.length - 1]!;
    const { sequence } = level;

    if (sequence !== null) {
      if (queue.position === sequence.end) {
        level.sequence = null;
        continue;
      }
      while (!queue.gather(8)) {
        if (queue.ended) throw truncated(queue, 'in a sequence');
        yield 8;
      }
      const start = queue.position;
      const tag = readTag(queue, sequence.littleEndian);
      const length = readLength(queue, sequence.littleEndian);
      queue.advance(8);
      if (tag === SEQUENCE_END) {
        if (sequence.end !== -1 || length !== 0) throw new Refusal('DICOM_PARSE', `sequence delimiter at byte ${start + base}`);
        level.sequence = null;
        continue;
      }
      if (tag !== ITEM) throw new Refusal('DICOM_PARSE', `no item where one must stand, at byte ${start + base}`);
      const end = length === UNDEFINED_LENGTH ? -1 : start + 8 + length;
      if (end > sequence.limit) throw new Refusal('DICOM_PARSE', `item longer than its sequence at byte ${start + base}`);
      if (end > MAX_OBJECT_BYTES) throw new Refusal('DICOM_LENGTH_EXCEEDS_FILE', `item at byte ${start + base}`);
      if (sequence.items.length >= MAX_ITEMS_PER_SEQUENCE)
        throw new Refusal('DICOM_TOO_MANY_ELEMENTS', `items of one sequence, at byte ${start + base}`);
      countElement(parsed, start + base);
      const item: DicomJson = {};
      stack.push({
        item,
        path: `${level.path}${sequence.key}[${sequence.items.length}]/`,
        end,
        limit: end === -1 ? sequence.limit : end,
        last: -1,
        count: 0,
        implicit: sequence.implicit,
        littleEndian: sequence.littleEndian,
        charset: level.charset,
        sequence: null,
      });
      sequence.items.push(item);
      continue;
    }

    if (queue.position === level.end) {
      stack.pop();
      continue;
    }
    while (!queue.gather(8)) {
      if (!queue.ended) {
        yield 8;
        continue;
      }
      if (level === top && queue.available === 0) return;
      if (level === top && pixelsRead) throw new Refusal('DICOM_TRAILING_DATA', `after the pixels, at byte ${queue.position + base}`);
      throw truncated(queue, 'in an element header');
    }
    const start = queue.position;
    const { littleEndian } = level;
    const tag = readTag(queue, littleEndian);

    if (tag >>> 16 === 0xfffe) {
      if (tag === ITEM_END && level.end === -1 && level !== top && readLength(queue, littleEndian) === 0) {
        queue.advance(8);
        stack.pop();
        continue;
      }
      throw new Refusal(
        level === top && pixelsRead ? 'DICOM_TRAILING_DATA' : 'DICOM_PARSE',
        `stray ${tagText(tag)} at byte ${start + base}`,
      );
    }
    if (level === top) {
      if (pixelsRead && tag !== SIGNATURES && tag !== PADDING && (tag <= level.last || !plausible(queue, level))) {
        throw new Refusal('DICOM_TRAILING_DATA', `after the pixels, at byte ${start + base}`);
      }
      if (tag >>> 16 <= 7 && !(options.directory === true && tag >>> 16 === 4)) {
        const zeros = queue.front.readDoubleLE(queue.at) === 0 && tag === 0;
        throw new Refusal(zeros ? 'DICOM_TRAILING_DATA' : 'DICOM_PARSE', `${tagText(tag)} does not belong into a data set`);
      }
    }
    if (tag <= level.last) {
      const twice = tagKey(tag) in level.item;
      throw new Refusal(twice ? 'DICOM_TAG_DUPLICATE' : 'DICOM_TAG_ORDER', `${tagText(tag)} at byte ${start + base}`);
    }
    level.last = tag;
    level.count += 1;
    if (level.count > MAX_ELEMENTS_PER_ITEM) throw new Refusal('DICOM_TOO_MANY_ELEMENTS', `in one data set, at byte ${start + base}`);
    countElement(parsed, start + base);

    let vr: Vr;
    let length: number;
    if (level.implicit) {
      vr = vrByName(vrOf(tag));
      length = readLength(queue, littleEndian);
      queue.advance(8);
    } else {
      const found = vrByCode(queue.front.readUInt16BE(queue.at + 4));
      if (found === undefined) throw new Refusal('DICOM_PARSE', `no such VR at ${tagText(tag)}`);
      vr = found;
      if (vr.long) {
        while (!queue.gather(12)) {
          if (queue.ended) throw truncated(queue, 'in an element header');
          yield 12;
        }
        length = littleEndian ? queue.front.readUInt32LE(queue.at + 8) : queue.front.readUInt32BE(queue.at + 8);
        queue.advance(12);
      } else {
        length = littleEndian ? queue.front.readUInt16LE(queue.at + 6) : queue.front.readUInt16BE(queue.at + 6);
        queue.advance(8);
      }
    }

    const key = tagKey(tag);
    const isPixels = tag === PIXEL_DATA || tag === FLOAT_PIXEL_DATA || tag === DOUBLE_PIXEL_DATA;
    if (length === UNDEFINED_LENGTH) {
      if (tag === PIXEL_DATA && syntax.codec !== 'none' && !level.implicit && (vr.name === 'OB' || vr.name === 'OW')) {
        if (level === top) {
          options.beforePixels(tag, vr.name, length);
          parsed.pixelTag = tag;
          parsed.pixelVr = vr.name;
        }
        const fragments = yield* readFragments(queue, base, syntax.codec);
        if (level === top) {
          parsed.fragments = fragments;
          pixelsRead = true;
        }
        level.item[key] = { vr: vr.name };
        continue;
      }
      const asSequence = vr === SQ || (vr === UN && tag !== PIXEL_DATA);
      if (!asSequence) throw new Refusal('DICOM_PARSE', `${tagText(tag)} must not have an undefined length`);
      // Unknown contents are implicit VR little endian, whatever is around them (PS3.5 §6.2.2).
      openSequence(stack, level, key, -1, level.implicit || vr === UN, vr === UN ? true : littleEndian);
      continue;
    }

    const valueAt = queue.position;
    const end = valueAt + length;
    if (end > level.limit) throw new Refusal('DICOM_PARSE', `${tagText(tag)} is longer than the item around it`);
    let valueLittleEndian = littleEndian;
    if (vr === UN && !level.implicit) {
      vr = vrByName(vrOf(tag));
      valueLittleEndian = true;
    }
    if (vr === SQ) {
      if (end > MAX_OBJECT_BYTES) throw new Refusal('DICOM_LENGTH_EXCEEDS_FILE', `${tagText(tag)} claims ${length} bytes`);
      openSequence(stack, level, key, end, level.implicit || valueLittleEndian !== littleEndian, valueLittleEndian);
      continue;
    }
    if (end > MAX_OBJECT_BYTES && !isPixels) throw new Refusal('DICOM_LENGTH_EXCEEDS_FILE', `${tagText(tag)} claims ${length} bytes`);
    // Writers forget the padding byte of pixels; their length is judged against rows and columns anyway.
    if ((length & 1) === 1 && isPixels && level === top && vr.unit === 1) parsed.warn('ATTRIBUTE_INVALID_KEPT', tag);
    else if ((length & 1) === 1 || length % vr.unit !== 0)
      throw new Refusal('DICOM_PARSE', `length of ${tagText(tag)} does not fit its VR`);

    if (isPixels && level === top) {
      options.beforePixels(tag, vr.name, length);
      parsed.pixelTag = tag;
      parsed.pixelVr = vr.name;
      parsed.native = { offset: valueAt + base, length };
    }
    if (end > MAX_OBJECT_BYTES) throw new Refusal('DICOM_LENGTH_EXCEEDS_FILE', `${tagText(tag)} claims ${length} bytes`);
    if (length > MAX_VALUE_BYTES || isPixels) {
      if (tag === PATIENT_ID) throw new Refusal('DICOM_ATTRIBUTE_INVALID', 'patient id of more than 64 characters');
      for (let left = length; left > 0; ) {
        const step = Math.min(left, queue.available);
        if (step === 0) {
          if (queue.ended) throw cutValue(level, tag, vr, length, length - left, valueAt + base);
          yield 1;
          continue;
        }
        queue.advance(step);
        left -= step;
      }
      level.item[key] = { vr: vr.name, BulkDataURI: `${level.path}${key}` };
      if (level === top && isPixels) {
        level.item[key] = { vr: vr.name };
        pixelsRead = true;
      } else {
        parsed.bulk[`${level.path}${key}`] = { offset: valueAt + base, length, vr: vr.name };
      }
      continue;
    }
    while (!queue.gather(length)) {
      if (queue.ended) throw cutValue(level, tag, vr, length, queue.available, valueAt + base);
      yield length;
    }
    const bytes = queue.front.subarray(queue.at, queue.at + length);
    const element = decodeValue(tag, vr, bytes, valueLittleEndian, level.charset, parsed);
    queue.advance(length);
    if (vr.kind === 'bytes' && length > 0 && element.InlineBinary === undefined) {
      element.BulkDataURI = `${level.path}${key}`;
      parsed.bulk[element.BulkDataURI] = { offset: valueAt + base, length, vr: vr.name };
    }
    level.item[key] = element;
    if (tag === SPECIFIC_CHARACTER_SET) {
      level.charset = useCharset(element.Value, parsed);
      level.item[key] = { vr: 'CS', Value: ['ISO_IR 192'] };
    }
    if (tag === PATIENT_ID && level === top && patientIdTooLong(element.Value)) {
      throw new Refusal('DICOM_ATTRIBUTE_INVALID', 'patient id of more than 64 characters');
    }
  }
}
