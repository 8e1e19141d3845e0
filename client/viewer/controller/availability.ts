import { words } from '../words.ts';
import type { Controller } from './controller.ts';
import { isMark, type Tool } from './tool.ts';

/** Whether the active pane shows Hounsfield units, which the window presets are made for. */
export function hasHounsfield(controller: Controller): boolean {
  controller.content();
  const uid = controller.activePane()?.info().seriesUid;
  return uid != null && controller.catalogue.series(uid)?.descriptor.shape?.unit === 'HU';
}

/** Why a tool cannot be used now; null when it can. */
export function toolUnavailable(controller: Controller, tool: Tool): string | null {
  if (!(isMark(tool) || tool === 'eraser')) return null;
  if (!controller.tools.writer()) return words.readOnly;
  const reformatted = controller.activePane()?.info().kind !== 'stack' && controller.layout() === 'mpr';
  return reformatted && (tool === 'EllipticalROI' || tool === 'RectangleROI' || tool === 'Probe') ? words.notReformatted : null;
}
