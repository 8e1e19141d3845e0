import { describe, expect, it } from 'vitest';
import { allocate, EMPTY_VALUE, emptyPixels, type PixelShape, rescale } from './pixels.ts';

const SHAPE: PixelShape = { rows: 1, columns: 4, samples: 1, bitsStored: 16, signed: true, slope: 1, intercept: 0 };
const bytes = (values: Int16Array | Uint16Array | Uint8Array | Int8Array) => new Uint8Array(values.buffer);

describe('[VW18] rescaling', () => {
  it('keeps signed values and finds their range', () => {
    const { data, min, max } = rescale(bytes(Int16Array.of(-1024, 0, 40, 3071)), SHAPE);
    expect([...data]).toEqual([-1024, 0, 40, 3071]);
    expect([min, max]).toEqual([-1024, 3071]);
  });

  it('takes unsigned 12 bit values to Hounsfield units', () => {
    const { data } = rescale(bytes(Uint16Array.of(0, 1024, 1064, 4095)), { ...SHAPE, bitsStored: 12, signed: false, intercept: -1024 });
    expect(data).toBeInstanceOf(Int16Array);
    expect([...data]).toEqual([-1024, 0, 40, 3071]);
  });

  it('reads 8 bit values, signed and unsigned', () => {
    expect([...rescale(bytes(Uint8Array.of(0, 1, 128, 255)), { ...SHAPE, bitsStored: 8, signed: false }).data]).toEqual([0, 1, 128, 255]);
    expect([...rescale(bytes(Int8Array.of(-128, -1, 0, 127)), { ...SHAPE, bitsStored: 8 }).data]).toEqual([-128, -1, 0, 127]);
  });

  it('keeps fractions of a fractional slope', () => {
    const { data } = rescale(bytes(Int16Array.of(1, 2, 3, 4)), { ...SHAPE, slope: 0.5 });
    expect(data).toBeInstanceOf(Float32Array);
    expect([...data]).toEqual([0.5, 1, 1.5, 2]);
  });

  it('chooses an array that holds every value that may come', () => {
    expect(allocate({ ...SHAPE, signed: false })).toBeInstanceOf(Uint16Array);
    expect(allocate({ ...SHAPE, signed: false, intercept: -1024 })).toBeInstanceOf(Float32Array);
    expect(allocate({ ...SHAPE, signed: false, bitsStored: 12, slope: 20 })).toBeInstanceOf(Float32Array);
    expect(allocate({ ...SHAPE, samples: 3, bitsStored: 8 })).toHaveLength(12);
  });

  it('copies colour as it is', () => {
    const colour = Uint8Array.from({ length: 12 }, (_, i) => i * 20);
    expect([...rescale(colour, { ...SHAPE, samples: 3, bitsStored: 8, signed: false }).data]).toEqual([...colour]);
  });

  it('reads a picture that lies at an odd address of the heap', () => {
    const heap = new Uint8Array(9);
    heap.set(bytes(Int16Array.of(-1, 2, 3, 4)), 1);
    expect([...rescale(heap.subarray(1), SHAPE).data]).toEqual([-1, 2, 3, 4]);
  });

  it('refuses a picture of another length', () => {
    expect(() => rescale(new Uint8Array(6), SHAPE)).toThrow(RangeError);
    expect(() => rescale(new Uint8Array(11), { ...SHAPE, samples: 3, bitsStored: 8 })).toThrow(RangeError);
  });

  it('shows emptiness below every window', () => {
    expect(emptyPixels(SHAPE)[0]).toBe(EMPTY_VALUE);
    expect(emptyPixels({ ...SHAPE, signed: false })[0]).toBe(0);
  });
});
