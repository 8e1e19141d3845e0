import { describe, expect, it } from 'vitest';
import { belongsElsewhere, commandOf } from './keys.ts';

const press = (key: string, modifiers: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) =>
  commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers });

describe('keys', () => {
  it('[VW10] have nothing destructive on a bare key', () => {
    expect([press('z'), press('y'), press('Delete'), press('Backspace')]).toEqual([null, null, null, null]);
    expect(press('z', { ctrlKey: true })).toEqual({ kind: 'undo' });
    expect(press('Z', { ctrlKey: true, shiftKey: true })).toEqual({ kind: 'redo' });
    expect(press('y', { metaKey: true })).toEqual({ kind: 'redo' });
  });

  it('[VW28] are those readers bring', () => {
    expect([press('ArrowUp'), press('PageDown')]).toEqual([
      { kind: 'scroll', steps: -1 },
      { kind: 'scroll', steps: 10 },
    ]);
    expect(press('3')).toEqual({ kind: 'window', preset: 2 });
    expect(['L', 'a', 'E', 'r', 'p'].map((key) => press(key))).toEqual(
      ['Length', 'Angle', 'EllipticalROI', 'ArrowAnnotate', 'Probe'].map((tool) => ({ kind: 'tool', tool })),
    );
    expect([press('f'), press('.')]).toEqual([null, null]);
    expect(press('l', { ctrlKey: true })).toBeNull();
  });

  it('[VW28] leave text, buttons and sliders alone', () => {
    document.body.innerHTML =
      '<input id="i"><button id="b">x</button><div id="s" role="slider"></div><section id="p" data-place="0"></section>';
    const at = (id: string) => document.getElementById(id);
    expect([belongsElsewhere(at('i'), 'l'), belongsElsewhere(at('s'), 'ArrowUp'), belongsElsewhere(at('b'), ' ')]).toEqual([
      true,
      true,
      true,
    ]);
    expect([belongsElsewhere(at('b'), '1'), belongsElsewhere(at('p'), 'Tab'), belongsElsewhere(at('p'), ' ')]).toEqual([
      false,
      false,
      false,
    ]);
    expect(belongsElsewhere(at('b'), 'Tab')).toBe(true);
  });
});
