import type { ImageReference } from '#shared/protocol/record.ts';
import type { Viewer } from '../../viewer/api.ts';

/** The slice in the active viewport; null when there is none, or a reformatted plane. */
export function sliceOnScreen(viewer: Viewer | null): ImageReference | null {
  const view = viewer?.currentView() ?? null;
  if (view === null || view.sopInstanceUid === undefined) return null;
  return {
    studyInstanceUid: view.studyInstanceUid,
    seriesInstanceUid: view.seriesInstanceUid,
    sopInstanceUid: view.sopInstanceUid,
    frame: view.frame ?? 1,
  };
}
