import type { ReadyFrame } from '#shared/protocol/stream.ts';

/** What the database keeps of a frame's codestream; all of it is there once the state is `ready`. */
interface FrameRow {
  id: number;
  state: string;
  codec: string | null;
  /** JSON: end of each layer, bytes. */
  ends: string | null;
  preview: number | null;
  sha256: string | null;
}

/** A frame's codestream as its readers need it; null while it is not made, or could not be. */
export function readyFrameOf(row: FrameRow): ReadyFrame | null {
  if (row.state !== 'ready') return null;
  return {
    id: row.id,
    codec: row.codec as ReadyFrame['codec'],
    ends: JSON.parse(row.ends!) as number[],
    preview: row.preview!,
    sha256: row.sha256!,
  };
}
