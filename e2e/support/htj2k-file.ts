import { encodeHtj2k } from '../../server/imaging/transcode/htj2k.ts';

const HTJ2K_RPCL = '1.2.840.10008.1.2.4.202';

/** A native explicit little-endian file of one grey 16-bit frame, made into an HTJ2K one (PS3.5 §A.4): no tool of dcmtk's writes those. */
export async function asHtj2k(
  file: Buffer,
  { rows, columns, signed }: { rows: number; columns: number; signed: boolean },
): Promise<Buffer> {
  const pixels = file.lastIndexOf(Buffer.from('e07f10004f57', 'hex'));
  const bytes = Uint8Array.from(file.subarray(pixels + 12, pixels + 12 + rows * columns * 2));
  const { bytes: codestream } = await encodeHtj2k({ bytes, bits: 16, samples: 1, signed }, rows, columns);
  return Buffer.concat([
    withSyntax(file.subarray(0, pixels)),
    Buffer.from('e07f10004f420000ffffffff', 'hex'),
    item(Buffer.alloc(0)),
    item(codestream),
    Buffer.from('feffdde000000000', 'hex'),
  ]);
}

function withSyntax(head: Buffer): Buffer {
  const at = head.indexOf(Buffer.from('020010005549', 'hex'));
  const old = head.readUInt16LE(at + 6);
  const uid = Buffer.from(HTJ2K_RPCL + '\0'.repeat(HTJ2K_RPCL.length % 2));
  const out = Buffer.concat([head.subarray(0, at + 8), uid, head.subarray(at + 8 + old)]);
  out.writeUInt16LE(uid.length, at + 6);
  // (0002,0000) counts what follows it in the group.
  out.writeUInt32LE(head.readUInt32LE(140) + uid.length - old, 140);
  return out;
}

function item(bytes: Uint8Array): Buffer {
  const head = Buffer.from('feff00e000000000', 'hex');
  head.writeUInt32LE(bytes.length + (bytes.length % 2), 4);
  return Buffer.concat([head, bytes, Buffer.alloc(bytes.length % 2)]);
}
