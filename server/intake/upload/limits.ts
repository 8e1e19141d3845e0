/** Bounds of uploads and of the archives among them. */

/** Entries of one archive, and bytes of its directory: a DVD of single slices. */
export const MAX_ENTRIES = 50_000;
export const MAX_DIRECTORY_BYTES = 16 * 2 ** 20;
/** Inflated bytes of one archive for each of its own bytes, and the least and most that is always and never allowed. */
export const MAX_RATIO = 200;
export const RATIO_FLOOR_BYTES = 256 * 2 ** 20;
export const MAX_INFLATED_BYTES = 16 * 2 ** 30;
/** Uploads of one person that are not finished: a folder sent file by file. */
export const MAX_OPEN_UPLOADS = 2_000;
/** Milliseconds an upload is kept after its last byte, finished or not. */
export const KEEP_FOR = 24 * 3_600_000;
/** Entries read, checked and stored at the same time. */
export const PARALLEL = 3;
/** Bytes of a DICOMDIR that are looked at. */
export const MAX_DICOMDIR_BYTES = 8 * 2 ** 20;
/** Patients told apart before the rest are counted as one more. */
export const MAX_PATIENTS = 100;
