import type { Catalogue } from '../catalogue/catalogue.ts';
import type { BasePane } from '../panes/base-pane.ts';
import { nearestSlice } from '../panes/geometry.ts';
import { StackPane } from '../panes/stack-pane.ts';

/** Brings the other stacks to the level of this one, where they share its frame of reference; others have no common level. */
export function linkScroll(leader: StackPane, panes: Iterable<BasePane>, catalogue: Catalogue): void {
  const id = leader.order[leader.at];
  const position = id === undefined ? null : catalogue.frame(id)?.position;
  const space = id === undefined ? null : catalogue.shape(id)?.frameOfReferenceUid;
  if (!position || !space) return;
  for (const pane of panes) {
    if (pane === leader || !(pane instanceof StackPane) || pane.seriesUid === null) continue;
    const slices = catalogue.series(pane.seriesUid)?.slices ?? [];
    if (slices[0]?.shape?.frameOfReferenceUid !== space) continue;
    const index = nearestSlice(slices, position);
    if (index !== null) pane.goTo(index);
  }
}
