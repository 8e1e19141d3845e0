/**
 * PS3.5 §9.1: numbers and dots, components without leading zeros, at most 64 characters. The string must already be without
 * its padding NUL. A UID is only ever compared and shown: no UID reaches a path.
 */
export function isUid(text: string): boolean {
  return text.length <= 64 && FORM.test(text);
}

const FORM = /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))+$/;
