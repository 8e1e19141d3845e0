const TAB = 0x09;
const SPACE = 0x20;
const DEL = 0x7f;

/** A C0 control other than the tabulator, or DEL. */
export function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code < SPACE && code !== TAB) || code === DEL) return true;
  }
  return false;
}
