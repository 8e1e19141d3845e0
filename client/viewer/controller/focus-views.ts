import type { FocusView } from '#shared/protocol/stream.ts';
import { StackPane } from '../panes/stack-pane.ts';
import type { Controller } from './controller.ts';

/** Slices told to the server to come next while the stack plays. */
const CINE_SPAN = 24;
/** The protocol takes no larger span. */
const MOST_SPAN = 4096;

/** What is looked at in each pane, the active one first. */
export function focusViews(controller: Controller): FocusView[] {
  const active = controller.activePane();
  const panes = controller.set.values().sort((a, b) => Number(b === active) - Number(a === active));
  const views = panes.map((pane) => {
    if (pane instanceof StackPane) return pane.focus(controller.cine() && pane === active ? CINE_SPAN : 0);
    // A plane needs the whole series, from the middle.
    const slices = controller.catalogue.series(pane.seriesUid ?? '')?.slices ?? [];
    const middle = slices[slices.length >> 1]?.frame;
    return middle ? { series: middle.series, id: middle.id, span: Math.min(slices.length, MOST_SPAN), direction: 0 as const } : null;
  });
  return views.filter((view) => view !== null);
}
