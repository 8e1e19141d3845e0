import { PDFDocument } from 'pdf-lib';
import { NIHSS_ITEMS } from '#shared/clinical/nihss.ts';
import type { ConsultRecord } from '#shared/protocol/record.ts';
import { spoken } from '../local-time.ts';
import { roleWords, uncertainty } from '../note-lines.ts';
import { faces } from './fonts.ts';
import { Sheet } from './sheet.ts';

const BODY = { size: 10 };
const SMALL = { size: 9 };
const HEADS = { size: 9, bold: true };

/** The signed record for people. Every page says whose it is, which consult and version, and n of m. */
export async function makePdf(record: ConsultRecord): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const signed = new Date(record.signedAt);
  const title = record.version === 1 ? 'Telestroke consult' : `Telestroke consult, addendum ${record.version - 1}`;
  pdf.setTitle(title);
  pdf.setAuthor(record.signedBy.name);
  pdf.setProducer('Hyperacute');
  pdf.setCreator('Hyperacute');
  pdf.setCreationDate(signed);
  pdf.setModificationDate(signed);
  const sheet = new Sheet(pdf, await faces(pdf), [
    identity(record),
    `${title} · ${record.site.name} · consult ${record.consultId} · version ${record.version}`,
  ]);
  const at = (instant: string) => spoken(instant, record.zone);

  sheet.text(title, { size: 16, bold: true });
  sheet.text(
    `Opened ${at(record.openedAt)}. Signed ${at(record.signedAt)} by ${record.signedBy.name}, ${roleWords(record.signedBy.role)}, ${record.signedBy.site}.`,
    SMALL,
  );
  for (const { heading, sentences } of record.note) {
    sheet.heading(heading);
    for (const { text } of sentences) sheet.text(text, { ...BODY, above: 2 });
  }
  times(sheet, record);
  for (const exam of record.exams) examTable(sheet, exam, at);
  measurements(sheet, record);
  keyImages(sheet, record);
  sheet.finish((page, pages) => `page ${page} of ${pages} · version ${record.version} · consult ${record.consultId} · ${identity(record)}`);
  return pdf.save();
}

function identity({ patient }: ConsultRecord): string {
  const name = patient.name
    .split('=')[0]!
    .split('^')
    .filter((part) => part !== '');
  const born = patient.birthDate.replaceAll('-', '');
  const date = born.length === 8 ? `born ${born.slice(0, 4)}-${born.slice(4, 6)}-${born.slice(6)}` : 'date of birth not known';
  return [
    name.length === 0 ? 'Name not known' : `${name[0]!}${name.length > 1 ? `, ${name.slice(1).join(' ')}` : ''}`,
    date,
    patient.sex,
    `MRN ${patient.mrn || 'none'}`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function times(sheet: Sheet, { times: all, zone }: ConsultRecord): void {
  if (all.length === 0) return;
  sheet.heading('Times');
  const columns = [0.27, 0.32, 0.12, 0.29];
  sheet.row(['What', 'When (corrected)', 'Sure to', 'Read'], columns, HEADS);
  for (const time of all) {
    const read = time.raw === null || time.raw === time.at ? '' : `${spoken(time.raw, zone).slice(11, 19)}, `;
    sheet.row([time.name, spoken(time.at, zone), uncertainty(time.plusMinusSeconds) || '-', `${read}${time.source}`], columns, SMALL);
  }
}

function examTable(sheet: Sheet, exam: ConsultRecord['exams'][number], at: (instant: string) => string): void {
  sheet.heading(exam.text);
  sheet.text(`Examined ${at(exam.at)} by ${exam.by.map(({ name, role }) => `${name} (${roleWords(role)})`).join(', ')}`, SMALL);
  const columns = [0.08, 0.42, 0.5];
  sheet.row(['Item', 'Name', 'Score'], columns, HEADS);
  for (const { id, name, max } of NIHSS_ITEMS) {
    const answer = exam.answers[id];
    const score =
      answer === undefined ? 'not entered' : typeof answer === 'number' ? `${answer} of ${max}` : `untestable: ${answer.untestable}`;
    sheet.row([id, name, score], columns, SMALL);
  }
}

function measurements(sheet: Sheet, record: ConsultRecord): void {
  if (record.measurements.length === 0) return;
  sheet.heading('Measurements');
  const columns = [0.5, 0.3, 0.2];
  sheet.row(['Value', 'Words', 'By'], columns, HEADS);
  for (const { mark, values, author } of record.measurements) {
    const value = values.map((one) => `${one.name} ${one.value} ${one.unit}`.trim()).join(', ');
    sheet.row([value || 'Arrow', mark.text ?? '', author.name], columns, SMALL);
  }
}

function keyImages(sheet: Sheet, record: ConsultRecord): void {
  if (record.keyImages.length === 0) return;
  sheet.heading('Key images');
  for (const { why, by, image } of record.keyImages)
    sheet.text(`${why || 'Key image'} (${by.name}); image ${image.sopInstanceUid}${image.frame > 1 ? `, frame ${image.frame}` : ''}`, {
      ...SMALL,
      above: 2,
    });
}
