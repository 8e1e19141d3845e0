import fc from 'fast-check';
import { expect, it } from 'vitest';
import { acknowledgement } from './acknowledgement.ts';

const read = (text: string) => acknowledgement(Buffer.from(text, 'latin1'));

it('[DV5] reads MSA of sparse and of foreign acknowledgements', () => {
  expect(read('MSH|^~\\&|A|B|||20260101||ACK|1|P|2.5.1\rMSA|AA|HX1\r')).toEqual({ code: 'AA', controlId: 'HX1' });
  expect(read('MSH|^~\\&\rMSA|CE|HX1|text|')).toEqual({ code: 'CE', controlId: 'HX1' });
  expect(read('MSH#*~\\&#A\nERR#\nMSA#AR# HX1 \n')).toEqual({ code: 'AR', controlId: 'HX1' });
});

it('[DV5] finds none in anything else', () => {
  for (const text of ['', 'ok', 'MSH|^~\\&|A\r', 'MSH|^~\\&\rMSA|OK|HX1', 'MSH|||||\rMSA|AA|HX1', 'XXX|^~\\&\rMSA|AA|HX1', 'MSA|AA|HX1'])
    expect(read(text)).toBeNull();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(acknowledgement(Buffer.from(bytes))).toBeNull();
    }),
  );
});
