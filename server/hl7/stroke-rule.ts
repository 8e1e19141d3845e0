import type { OrderFacts } from './facts.ts';

/** Words of which one in code, description or reason makes an order a stroke alert. A site sets its own. */
export interface StrokeRule {
  words: string[];
}

export const DEFAULT_STROKE_RULE: StrokeRule = { words: ['stroke', 'thrombolysis', 'thrombectomy', 'lvo', 'code neuro'] };

export function isStrokeOrder({ code, description, reason }: OrderFacts, { words }: StrokeRule): boolean {
  const text = ` ${[code, description, reason]
    .join(' ')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')} `;
  return words.some((word) => text.includes(` ${word.toLowerCase()} `));
}
