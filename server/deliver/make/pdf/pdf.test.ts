import { PDFDocument } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { invented } from '../../testing/record.ts';
import { makePdf } from './pdf.ts';
import { renderPdf } from './render.ts';
import { wrap } from './wrap.ts';

const pagesOf = async (bytes: Uint8Array) => (await PDFDocument.load(bytes)).getPageCount();

describe('the PDF', () => {
  it('[DV30] opens, says what it is, and grows by pages', async () => {
    const pdf = await PDFDocument.load(await makePdf(invented()), { updateMetadata: false });
    expect([pdf.getTitle(), pdf.getAuthor(), pdf.getCreationDate()?.toISOString()]).toEqual([
      'Telestroke consult',
      'Noor Example',
      '2026-03-01T12:45:30.000Z',
    ]);
    const long = invented({ version: 2 });
    long.note.push({ heading: 'More', sentences: Array.from({ length: 200 }, () => ({ text: 'word '.repeat(100), sources: [] })) });
    expect(await pagesOf(await makePdf(long))).toBeGreaterThan(20);
  }, 30_000);

  it('[DV30] is made of any text: scripts, control characters, halves of characters, a name longer than a line', async () => {
    const record = invented();
    record.patient.name = `${'Långnamn'.repeat(30)}^Ольга`;
    record.note[0]!.sentences = ['日本語 🧠 \u0000\u001b \ud800', 'שלום مرحبا', 'x'.repeat(2000), ' '].map((text) => ({
      text,
      sources: [],
    }));
    record.exams[0]!.answers['5b'] = { untestable: 'r'.repeat(900) };
    record.times[0]!.source = 'Ω'.repeat(300);
    expect(await pagesOf(await renderPdf(record))).toBeGreaterThan(1);
  }, 30_000);

  it('[DV30] lines are never wider than the page, and nothing is lost between them', () => {
    const text = `${'short words and '.repeat(20)}${'longword'.repeat(40)} end`;
    const lines = wrap(text, 40, (part) => part.length);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
    expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
  });
});
