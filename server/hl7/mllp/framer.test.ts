import { describe, expect, it } from 'vitest';
import { Framer, framed, MAX_MESSAGE_BYTES } from './framer.ts';

function run(bytes: Buffer, piece: number): string[] {
  const found: string[] = [];
  const framer = new Framer({
    message: (message) => found.push(message.toString('latin1')),
    tooLarge: (head) => found.push(`too large: ${head.subarray(0, 3).toString()}`),
    fault: (fault) => found.push(fault),
  });
  for (let at = 0; at < bytes.length; at += piece) framer.take(bytes.subarray(at, at + piece));
  return found;
}

describe('MLLP frames', () => {
  const two = Buffer.concat([framed(Buffer.from('MSH|one')), Buffer.from('\r\n\0'), framed(Buffer.from('MSH|two'))]);

  it.each([1, 2, 7, 1_000])('[HL1] are told apart however they are cut: %i bytes at a time', (piece) => {
    expect(run(two, piece)).toEqual(['MSH|one', 'MSH|two']);
    expect(run(Buffer.from('GET / HTTP/1.1\r\n'), piece)).toEqual(['MLLP_NO_START']);
    expect(run(Buffer.from('\x0b\x0bMSH'), piece)).toEqual(['MLLP_NESTED_START']);
    expect(run(Buffer.from('\x0bMSH\x1c\nMSH'), piece)).toEqual(['MLLP_BAD_TRAILER']);
    expect(run(Buffer.from('\r'.repeat(100)), piece)).toEqual(['MLLP_NO_START']);
  });

  it.each([1_000, 65_536, 3_000_000])('[HL2] are bounded: %i bytes at a time', (piece) => {
    const large = framed(Buffer.from(`MSH${'A'.repeat(MAX_MESSAGE_BYTES)}`));
    expect(run(Buffer.concat([large, large]), piece)).toEqual(['too large: MSH']);
    expect(run(framed(Buffer.alloc(MAX_MESSAGE_BYTES, 65)), piece)).toEqual(['A'.repeat(MAX_MESSAGE_BYTES)]);
  });
});
