import type { Locator } from 'playwright-core';

/** Contrast of an element's text with its own ground (WCAG 2.2, relative luminance), 1 to 21; both colours must be opaque. */
export function contrastOf(element: Locator): Promise<number> {
  return element.evaluate((one) => {
    const { color, backgroundColor } = getComputedStyle(one);
    const luminance = (rgb: string) => {
      const [r, g, b] = (rgb.match(/[\d.]+/g) ?? []).map((part) => {
        const share = Number(part) / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    const [dark, light] = [luminance(color), luminance(backgroundColor)].sort((x, y) => x - y);
    return (light! + 0.05) / (dark! + 0.05);
  });
}
