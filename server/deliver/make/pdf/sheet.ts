import { type PDFDocument, type PDFPage, rgb } from 'pdf-lib';
import type { Face, Faces } from './fonts.ts';
import { wrap } from './wrap.ts';

/** A4 and its margins, points. */
const PAGE = { width: 595.28, height: 841.89 };
const MARGIN = 48;
const FOOTER = 40;
const INK = rgb(0.1, 0.1, 0.1);
const QUIET = rgb(0.38, 0.38, 0.38);
const LEADING = 1.4;

export interface Style {
  size: number;
  bold?: boolean;
  quiet?: boolean;
  /** Space above, points. */
  above?: number;
  indent?: number;
}

/** Columns of a table: share of the width. */
export type Columns = readonly number[];

/** Text that flows down pages. Every page begins with the same header; the footer comes when the number of pages is known. */
export class Sheet {
  readonly #pdf: PDFDocument;
  readonly #faces: Faces;
  readonly #header: readonly [string, string];
  #page: PDFPage;
  #y = 0;

  constructor(pdf: PDFDocument, faces: Faces, header: readonly [string, string]) {
    this.#pdf = pdf;
    this.#faces = faces;
    this.#header = header;
    this.#page = this.#newPage();
  }

  text(text: string, style: Style): void {
    const { size, indent = 0, above = 0 } = style;
    this.#y -= above;
    for (const paragraph of text.split(/\r\n|\r|\n/)) {
      for (const line of this.#lines(paragraph, style, this.#width - indent)) {
        this.#room(size * LEADING);
        this.#y -= size * LEADING;
        this.#draw(line, style, MARGIN + indent, this.#y);
      }
    }
  }

  /** A heading stays with what follows it. */
  heading(text: string): void {
    this.#room(64);
    this.text(text, { size: 12, bold: true, above: 14 });
  }

  /** A row is never cut by the end of a page, unless it is longer than one. */
  row(cells: readonly string[], columns: Columns, style: Style): void {
    const { size } = style;
    const drawn = cells.map((cell, i) => this.#lines(cell, style, this.#width * columns[i]! - GUTTER));
    const height = Math.max(...drawn.map((lines) => lines.length));
    if (height * size * LEADING < PAGE.height / 2) this.#room(height * size * LEADING + 3);
    for (let n = 0; n < height; n++) {
      this.#room(size * LEADING);
      this.#y -= size * LEADING;
      let x = MARGIN;
      for (const [i, lines] of drawn.entries()) {
        this.#draw(lines[n] ?? '', style, x, this.#y);
        x += this.#width * columns[i]!;
      }
    }
    this.#y -= 3;
    this.#page.drawLine({
      start: { x: MARGIN, y: this.#y },
      end: { x: PAGE.width - MARGIN, y: this.#y },
      thickness: 0.4,
      color: rgb(0.8, 0.8, 0.8),
    });
  }

  /** `of`: text of a page's footer. */
  finish(of: (page: number, pages: number) => string): void {
    const pages = this.#pdf.getPages();
    for (const [i, page] of pages.entries()) {
      this.#page = page;
      this.#draw(of(i + 1, pages.length), { size: 8, quiet: true }, MARGIN, FOOTER - 12);
    }
  }

  get #width(): number {
    return PAGE.width - 2 * MARGIN;
  }

  #face({ bold }: Style): Face {
    return bold === true ? this.#faces.bold : this.#faces.regular;
  }

  #lines(text: string, style: Style, width: number): string[] {
    const face = this.#face(style);
    return wrap(face.show(text), width, (part) => face.width(part, style.size));
  }

  #draw(text: string, style: Style, x: number, y: number): void {
    const face = this.#face(style);
    this.#page.drawText(face.show(text), { x, y, size: style.size, font: face.font, color: style.quiet === true ? QUIET : INK });
  }

  #room(points: number): void {
    if (this.#y - points < FOOTER + MARGIN / 2) this.#page = this.#newPage();
  }

  /** As many lines as it takes: whose page it is must never be cut. */
  #newPage(): PDFPage {
    const page = this.#pdf.addPage([PAGE.width, PAGE.height]);
    this.#page = page;
    this.#y = PAGE.height - MARGIN + HEAD.size;
    const [first, second] = this.#header;
    for (const [text, style] of [[first, HEAD] as const, [second, SUBHEAD] as const]) {
      for (const line of this.#lines(text, style, this.#width)) {
        this.#y -= style.size * LEADING;
        this.#draw(line, style, MARGIN, this.#y);
      }
    }
    this.#y -= 7;
    page.drawLine({ start: { x: MARGIN, y: this.#y }, end: { x: PAGE.width - MARGIN, y: this.#y }, thickness: 1, color: INK });
    this.#y -= 16;
    return page;
  }
}

const GUTTER = 8;
const HEAD: Style = { size: 11, bold: true };
const SUBHEAD: Style = { size: 9 };
