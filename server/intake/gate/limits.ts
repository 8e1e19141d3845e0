/** Bounds of the gate. Each is far above what a real scanner sends and far below what hurts (reliability.md §0). */

/** Bytes of one object. The largest real ones (dynamic CT perfusion as one enhanced object) stay below 1 GB; 2^31 is also the inflate cap. */
export const MAX_OBJECT_BYTES = 2 ** 31 - 1;
/** Nested sequences. Real objects need about 8 (structured reports up to 20). */
export const MAX_DEPTH = 64;
/** Elements of one data set or item. A CT slice has 100 to 400, the fullest private headers below 2 000. */
export const MAX_ELEMENTS_PER_ITEM = 10_000;
/** Items of one sequence: one a frame in enhanced objects; perfusion reaches about 10 000. */
export const MAX_ITEMS_PER_SEQUENCE = 20_000;
/** Elements of the whole object, nested ones included: 2 000 enhanced frames of 100. Holds the decoded data set below about 40 MB. */
export const MAX_ELEMENTS = 200_000;
/** Fragments of encapsulated pixels: whole-slide images aside, one a frame. */
export const MAX_FRAGMENTS = 100_000;
/** Bytes of one value that are decoded; longer ones are named by their span. Equals the reach of a 16-bit length. */
export const MAX_VALUE_BYTES = 65_536;
/** Bytes of one binary value (OB, OW, UN, …) put into the DICOM JSON; longer ones are named by their span. */
export const MAX_INLINE_BYTES = 1_024;
/** Bytes of file meta information. Private information (0002,0102) may stand there; 64 kB is generous. */
export const MAX_META_BYTES = 65_536;
/** Values of Specific Character Set: the standard has nine code extensions. */
export const MAX_CHARSETS = 16;
/** Bytes kept of the first compressed frame for the structural check: headers of JPEG and JPEG 2000, embedded profiles included. */
export const MAX_HEADER_BYTES = 65_536;
/** Bytes of the first RLE frame that are walked; above it only its header is. Covers 1024 x 1024 colour. */
export const MAX_RLE_WALK_BYTES = 4 * 2 ** 20;
/** Inflated bytes allowed for each byte received, and the floor below which any ratio is allowed (a blank 1024 x 1024 slice deflates 1000:1). */
export const MAX_INFLATE_RATIO = 200;
export const INFLATE_FLOOR_BYTES = 4 * 2 ** 20;
