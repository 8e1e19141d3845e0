import { CHUNK_HEADER_BYTES, type ReadyFrame, tagOf, writeChunkHeader } from '#shared/protocol/stream.ts';

/** One binary message: the header, and `bytes` of a codestream beginning at `from`. */
export function chunkOf(ready: ReadyFrame, codestream: Buffer, from: number, bytes: number): Buffer {
  const message = Buffer.allocUnsafeSlow(CHUNK_HEADER_BYTES + bytes);
  writeChunkHeader(new DataView(message.buffer), { id: ready.id, tag: tagOf(ready.sha256), from, total: codestream.length });
  codestream.copy(message, CHUNK_HEADER_BYTES, from, from + bytes);
  return message;
}
