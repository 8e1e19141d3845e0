import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import fontkit from '@pdf-lib/fontkit';
import type { PDFDocument, PDFFont } from 'pdf-lib';

/** Latin, Greek, Cyrillic and more: the fonts every PDF reader has cannot write most names. */
const FILES = { regular: 'DejaVuSans.ttf', bold: 'DejaVuSans-Bold.ttf' } as const;

const resolve = createRequire(import.meta.url).resolve;

export interface Face {
  font: PDFFont;
  /** Of a word, points. */
  width(word: string, size: number): number;
  /** Text with a visible stand-in for every character that the face has no sign for: `[U+4E2D]`. */
  show(text: string): string;
}

export interface Faces {
  regular: Face;
  bold: Face;
}

export async function faces(pdf: PDFDocument): Promise<Faces> {
  pdf.registerFontkit(fontkit);
  const [regular, bold] = await Promise.all([embed(pdf, 'regular'), embed(pdf, 'bold')]);
  return { regular, bold };
}

async function embed(pdf: PDFDocument, face: keyof typeof FILES): Promise<Face> {
  const bytes = await readFile(resolve(`dejavu-fonts-ttf/ttf/${FILES[face]}`));
  // Only the signs that are used; the name is ours.
  const font = await pdf.embedFont(bytes, { subset: true, customName: `Hyperacute-${face}` });
  const known = new Set(font.getCharacterSet());
  // Laying out a word is dear, and most words come again.
  const widths = new Map<string, number>();
  const width = (word: string, size: number): number => {
    let unit = widths.get(word);
    if (unit === undefined) {
      unit = font.widthOfTextAtSize(word, 1);
      widths.set(word, unit);
    }
    return unit * size;
  };
  return { font, width, show: (text) => Array.from(text.toWellFormed(), (char) => standIn(char, known)).join('') };
}

function standIn(char: string, known: ReadonlySet<number>): string {
  const point = char.codePointAt(0)!;
  if (point < 0x20 || (point >= 0x7f && point <= 0x9f)) return ' ';
  return known.has(point) ? char : `[U+${point.toString(16).toUpperCase().padStart(4, '0')}]`;
}
