import { annotation } from '@cornerstonejs/tools';
import type { MarkStyle } from '../api.ts';

const styles = () => annotation.config.style;

/** Colour of a presence hue, from the style sheet. */
export function hueColour(hue: number): string {
  return (
    getComputedStyle(document.documentElement)
      .getPropertyValue(`--hue-${((hue % 8) + 8) % 8}`)
      .trim() || '#8cc8ff'
  );
}

/** A mark in the colour of its author; what is still being drawn is dashed. */
export function paint(uid: string, style: Pick<MarkStyle, 'hue' | 'draft'>): void {
  const colour = hueColour(style.hue);
  styles().setAnnotationStyles(uid, {
    color: colour,
    colorHighlighted: colour,
    colorSelected: colour,
    colorLocked: colour,
    textBoxColor: colour,
    textBoxColorHighlighted: colour,
    textBoxColorSelected: colour,
    textBoxColorLocked: colour,
    textBoxLinkLineColor: colour,
    lineDash: style.draft ? '5,4' : '',
    lineDashLocked: style.draft ? '5,4' : '',
    textBoxBackground: 'rgba(0, 0, 0, 0.65)',
    textBoxFontFamily: 'system-ui, sans-serif',
    textBoxFontSize: '13px',
  });
}

export const unpaint = (uid: string): void => styles().setAnnotationStyles(uid, {});
