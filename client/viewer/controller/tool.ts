import type { MarkTool } from '#shared/protocol/marks.ts';

/** What the primary pointer does. */
export type NavigationTool = 'scroll' | 'window' | 'zoom' | 'pan';
export type Tool = NavigationTool | MarkTool | 'eraser';

const NAVIGATION: readonly Tool[] = ['scroll', 'window', 'zoom', 'pan'];

export const isNavigation = (tool: Tool): tool is NavigationTool => NAVIGATION.includes(tool);
export const isMark = (tool: Tool): tool is MarkTool => !isNavigation(tool) && tool !== 'eraser';
