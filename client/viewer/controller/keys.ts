import { PRESETS } from '../presets.ts';
import { MARK_TOOL_ENTRIES } from './commands.ts';
import type { Tool } from './tool.ts';

/** What a key does. `F` and `.` belong to the room: following and "look here". */
export type Command =
  | { kind: 'scroll'; steps: number }
  | { kind: 'edge'; end: 'first' | 'last' }
  | { kind: 'window'; preset: number }
  | { kind: 'tool'; tool: Tool }
  | { kind: 'cine' }
  | { kind: 'undo' }
  | { kind: 'redo' }
  | { kind: 'mpr' }
  | { kind: 'series'; step: -1 | 1 }
  | { kind: 'viewport'; step: -1 | 1 }
  | { kind: 'invert' }
  | { kind: 'fit' }
  | { kind: 'help' }
  | { kind: 'escape' };

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

const SCROLL: Record<string, number> = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1, PageUp: -10, PageDown: 10 };

/** The command of a key press; null for keys that are not the viewer's. Nothing destructive is on a bare key. */
export function commandOf(press: KeyPress): Command | null {
  if (press.altKey) return null;
  if (press.ctrlKey || press.metaKey) {
    const key = press.key.toLowerCase();
    if (key === 'z') return { kind: press.shiftKey ? 'redo' : 'undo' };
    return key === 'y' ? { kind: 'redo' } : null;
  }
  const steps = SCROLL[press.key];
  if (steps !== undefined) return { kind: 'scroll', steps };
  const preset = PRESETS.findIndex(({ key }) => key === press.key);
  if (preset >= 0) return { kind: 'window', preset };
  const tool = MARK_TOOL_ENTRIES.find(({ key }) => key?.toLowerCase() === press.key.toLowerCase());
  if (tool) return { kind: 'tool', tool: tool.tool };
  switch (press.key) {
    case 'Home': {
      return { kind: 'edge', end: 'first' };
    }
    case 'End': {
      return { kind: 'edge', end: 'last' };
    }
    case ' ': {
      return { kind: 'cine' };
    }
    case 'm':
    case 'M': {
      return { kind: 'mpr' };
    }
    case 'i':
    case 'I': {
      return { kind: 'invert' };
    }
    case '0': {
      return { kind: 'fit' };
    }
    case '[': {
      return { kind: 'series', step: -1 };
    }
    case ']': {
      return { kind: 'series', step: 1 };
    }
    case 'Tab': {
      return { kind: 'viewport', step: press.shiftKey ? -1 : 1 };
    }
    case '?': {
      return { kind: 'help' };
    }
    case 'Escape': {
      return { kind: 'escape' };
    }
    default: {
      return null;
    }
  }
}

/** Keys typed here are not commands: text, lists, dialogs; a space or Enter on a button presses it; Tab leaves all but pictures. */
export function belongsElsewhere(target: Element | null, key: string): boolean {
  if (!target) return false;
  if (
    target.closest(
      'input, textarea, select, [contenteditable], dialog, [role=dialog], [role=menu], [role=listbox], [role=slider], [role=tablist]',
    )
  )
    return true;
  if (key === 'Tab') return !target.matches('[data-place]');
  return (key === ' ' || key === 'Enter') && target.closest('button, a, summary') !== null;
}
