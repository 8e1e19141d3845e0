import { getShouldUseCPURendering } from '@cornerstonejs/core';
import { batch } from 'solid-js';
import type { Layout } from '#shared/imaging/hanging.ts';
import type { BasePane } from '../panes/base-pane.ts';
import type { Window } from '../panes/pane-info.ts';
import { words } from '../words.ts';
import type { createHanger } from './hanger.ts';
import type { ViewState } from './view-state.ts';

/** Why a layout cannot be had here; null when it can. */
export const layoutUnavailable = (layout: Layout): string | null =>
  layout === 'mpr' && getShouldUseCPURendering() ? words.noGraphics : null;

/** Which layout is shown. `usual`: that of a device with enough to fill it, as long as nobody chooses. */
export function createLayouts(options: {
  usual: Layout;
  state: ViewState;
  hanger: ReturnType<typeof createHanger>;
  activePane: () => BasePane | null;
}) {
  const { usual, state, hanger, activePane } = options;
  let left: { uid: string; window: Window } | null = null;
  return {
    /** Null: what the device and the series at hand ask for. */
    choose: (layout: Layout | null): void => {
      if (layout !== null && layoutUnavailable(layout) !== null) return;
      const source = activePane()?.seriesUid ?? state.mprSeries();
      const info = activePane()?.info();
      left = info?.seriesUid && info.window ? { uid: info.seriesUid, window: info.window } : null;
      batch(() => {
        if (layout === 'mpr') state.setMprSeries(source);
        state.setLayout(layout);
        hanger.update();
        state.setActive(layout === 'mpr' ? 'axial' : '0');
      });
    },
    /** Window of the picture that was left when the layout changed: planes begin with it. */
    leftWindow: (uid: string): Window | null => (left?.uid === uid ? left.window : null),
    /** Series came or went. */
    fill: (): void => {
      // One series alone has the whole place: no viewport stands empty beside it.
      state.setAutomatic(hanger.fills(usual) ? usual : '1x1');
      hanger.update();
    },
  };
}
