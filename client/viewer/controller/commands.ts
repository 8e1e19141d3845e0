import { LAYOUTS, type Layout } from '#shared/imaging/hanging.ts';
import type { IconName } from '../chrome/icons.tsx';
import type { Tool } from './tool.ts';

export interface ToolEntry {
  tool: Tool;
  /** Accessible name (contract.md, "Pages"). */
  name: string;
  icon: IconName;
  key?: string;
}

export const NAVIGATION_TOOLS: readonly ToolEntry[] = [
  { tool: 'scroll', name: 'Scroll', icon: 'scroll' },
  { tool: 'window', name: 'Window and level', icon: 'window' },
  { tool: 'zoom', name: 'Zoom', icon: 'zoom' },
  { tool: 'pan', name: 'Move the picture', icon: 'pan' },
];

export const MARK_TOOL_ENTRIES: readonly ToolEntry[] = [
  { tool: 'Length', name: 'Length', icon: 'Length', key: 'L' },
  { tool: 'Angle', name: 'Angle', icon: 'Angle', key: 'A' },
  { tool: 'EllipticalROI', name: 'Ellipse', icon: 'EllipticalROI', key: 'E' },
  { tool: 'ArrowAnnotate', name: 'Arrow', icon: 'ArrowAnnotate', key: 'R' },
  { tool: 'Probe', name: 'Probe', icon: 'Probe', key: 'P' },
  { tool: 'Bidirectional', name: 'Bidirectional', icon: 'Bidirectional' },
  { tool: 'RectangleROI', name: 'Rectangle', icon: 'RectangleROI' },
  { tool: 'eraser', name: 'Eraser', icon: 'eraser' },
];

export const LAYOUT_ENTRIES: Record<Layout, { name: string; icon: IconName }> = {
  '1x1': { name: 'One viewport', icon: 'one' },
  '1x2': { name: 'Two viewports', icon: 'two' },
  '2x2': { name: 'Four viewports', icon: 'four' },
  mpr: { name: 'Three planes (MPR)', icon: 'mpr' },
};

export { LAYOUTS };
