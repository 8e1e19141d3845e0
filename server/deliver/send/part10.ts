/** Where the data set of a Part 10 file of ours begins: behind preamble, prefix and meta group (PS3.10 §7.1). */
export const dataSetOf = (file: Uint8Array): Buffer => {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  return bytes.subarray(META_AT + bytes.readUInt32LE(META_AT - 4));
};
/** Preamble and prefix 132, and (0002,0000) UL with its 12 bytes. */
const META_AT = 144;
