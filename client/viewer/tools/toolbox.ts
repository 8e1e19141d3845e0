import type { RenderingEngine } from '@cornerstonejs/core';
import { Settings } from '@cornerstonejs/core';
import * as cornerstone from '@cornerstonejs/tools';
import { createSignal } from 'solid-js';
import { MARK_TOOLS, type MarkTool } from '#shared/protocol/marks.ts';
import { isMark, type Tool } from '../controller/tool.ts';
import type { BasePane } from '../panes/base-pane.ts';
import { asLoose, type LooseAnnotation, toolInstance } from '../vendor-types.ts';
import { words } from '../words.ts';

export const MARK_NAMES = Object.keys(MARK_TOOLS) as MarkTool[];

const CLASSES = [
  cornerstone.LengthTool,
  cornerstone.AngleTool,
  cornerstone.BidirectionalTool,
  cornerstone.EllipticalROITool,
  cornerstone.RectangleROITool,
  cornerstone.ArrowAnnotateTool,
  cornerstone.ProbeTool,
];

/** Asks for a text; null when the person gives up. */
export type AskText = (present: string) => Promise<string | null>;

let added = false;
let groups = 0;

/** The marking tools of one viewer. Cornerstone draws the marks; what is said beside them is ours. */
export function createToolbox(engine: RenderingEngine, askText: AskText) {
  if (!added) {
    for (const tool of CLASSES) cornerstone.addTool(tool);
    // Its cursors would be pictures from blobs; ours come from the style sheet.
    Settings.getRuntimeSettings().set('useCursors', false);
    added = true;
  }
  groups += 1;
  const group = cornerstone.ToolGroupManager.createToolGroup(`viewer-${groups}`)!;
  const lines = (data: LooseAnnotation['data']) => data.shownLines ?? [words.waitingForLossless];
  for (const name of MARK_NAMES) {
    group.addTool(name, {
      calculateStats: false,
      getTextLines: lines,
      getTextCallback: (done: (text: string | null) => void) => void askText('').then(done),
      changeTextCallback: (data: unknown, _event: unknown, done: (text: string | null) => void) => {
        const present = asLoose(data).data.label ?? '';
        void askText(present).then((text) => done(text ?? present));
      },
    });
    const instance = toolInstance(group, name);
    // The library binds z and y to its own history; undo is the document's. A merge with an empty table would keep them.
    instance.configuration['actions'] = {};
    guard(instance);
    // Passive at least: otherwise nobody else's marks are drawn.
    group.setToolPassive(name);
  }

  const [tool, setToolSignal] = createSignal<Tool>('scroll');
  const [writer, setWriter] = createSignal(true);

  const setTool = (next: Tool): void => {
    if (!writer() && (isMark(next) || next === 'eraser')) return;
    const before = tool();
    if (isMark(before)) group.setToolPassive(before, { removeAllBindings: true });
    if (isMark(next)) {
      group.setToolActive(next, { bindings: [{ mouseButton: cornerstone.Enums.MouseBindings.Primary }, { numTouchPoints: 1 }] });
    }
    setToolSignal(next);
  };

  return {
    tool,
    setTool,
    writer,
    setWriter: (may: boolean): void => {
      setWriter(may);
      if (!may && (isMark(tool()) || tool() === 'eraser')) setTool('scroll');
    },
    group,
    addPane: (pane: BasePane): void => group.addViewport(pane.id, engine.id),
    removePane: (pane: BasePane): void => group.removeViewports(engine.id, pane.id),
    /** A mark is being drawn or moved: the pointer belongs to it. */
    busy: (): boolean => cornerstone.state.isInteractingWithTool,
    /** Begins a length at a spot of a pane, for the finger that lies there. */
    beginLength: (pane: BasePane, canvas: [number, number]): boolean => {
      const world = pane.viewport.canvasToWorld(canvas);
      const begin = toolInstance(group, 'Length').addNewAnnotation;
      if (!writer() || !begin || !world) return false;
      const detail = { element: pane.element, viewportId: pane.id, renderingEngineId: engine.id, currentPoints: { world, canvas } };
      begin({ detail, preventDefault: () => {} }, 'Touch');
      return true;
    },
    cancel: (pane: BasePane): void => {
      cornerstone.cancelActiveManipulations(pane.element);
    },
    close: (): void => {
      cornerstone.ToolGroupManager.destroyToolGroup(group.id);
    },
  };
}

export type Toolbox = ReturnType<typeof createToolbox>;

/** An exception while drawing one mark would stop the drawing of all marks on the page for ever. */
function guard(instance: ReturnType<typeof toolInstance>): void {
  const draw = instance.renderAnnotation;
  if (!draw) return;
  instance.renderAnnotation = (element, helper) => {
    try {
      return draw.call(instance, element, helper);
    } catch (error) {
      reportError(error);
      return false;
    }
  };
}
