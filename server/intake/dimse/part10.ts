import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION } from './pdu.ts';

/** Preamble, prefix and file meta information (PS3.10 §7.1) for a data set that came by C-STORE: the object is then a file like any other. */
export function part10Header(sopClassUid: string, sopInstanceUid: string, transferSyntax: string, sourceAe: string): Buffer {
  const elements = [
    element(0x0001, 'OB', Buffer.from([0, 1])),
    element(0x0002, 'UI', padded(sopClassUid, '\0')),
    element(0x0003, 'UI', padded(sopInstanceUid, '\0')),
    element(0x0010, 'UI', padded(transferSyntax, '\0')),
    element(0x0012, 'UI', padded(IMPLEMENTATION_CLASS_UID, '\0')),
    element(0x0013, 'SH', padded(IMPLEMENTATION_VERSION, ' ')),
    element(0x0016, 'AE', padded(sourceAe, ' ')),
  ];
  const group = Buffer.concat(elements);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(group.length);
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), element(0x0000, 'UL', length), group]);
}

function element(number: number, vr: string, value: Buffer): Buffer {
  const long = vr === 'OB';
  const head = Buffer.alloc(long ? 12 : 8);
  head.writeUInt16LE(0x0002, 0);
  head.writeUInt16LE(number, 2);
  head.write(vr, 4, 'latin1');
  if (long) head.writeUInt32LE(value.length, 8);
  else head.writeUInt16LE(value.length, 6);
  return Buffer.concat([head, value]);
}

function padded(text: string, pad: string): Buffer {
  return Buffer.from(text.length % 2 === 1 ? text + pad : text, 'latin1');
}
