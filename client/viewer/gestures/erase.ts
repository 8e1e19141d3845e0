import type { Controller } from '../controller/controller.ts';
import type { BasePane } from '../panes/base-pane.ts';
import { asAnnotation, toolInstance } from '../vendor-types.ts';

/** A mouse is precise, CSS pixels. */
const MOUSE = 10;

/** Erases the own mark at a spot, if there is one. */
export function erase(pane: BasePane, controller: Controller, at: [number, number], reach = MOUSE): void {
  controller.board.eraseAt(pane, (annotation) => {
    const { isPointNearTool } = toolInstance(controller.tools.group, annotation.metadata.toolName);
    return isPointNearTool?.(pane.element, asAnnotation(annotation), at, reach) ?? false;
  });
}
