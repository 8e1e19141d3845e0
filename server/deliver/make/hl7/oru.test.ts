import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConsultRecord } from '#shared/protocol/record.ts';
import { parseMessage, STRICT } from '../../../hl7/message/parse.ts';
import { invented } from '../../testing/record.ts';
import type { Envelope } from './envelope.ts';
import { makeMdm } from './mdm.ts';
import { makeOru } from './oru.ts';

const envelope: Envelope = {
  route: { sendingApplication: 'HYPERACUTE', sendingFacility: '', receivingApplication: 'EHR', receivingFacility: 'RIVERSIDE' },
  controlId: 'H123',
  at: '2026-03-01T12:46:00Z',
};
const parse = (bytes: Buffer) => parseMessage(bytes, STRICT, Date.parse('2026-03-02T00:00:00Z'));
const sent = (record: ConsultRecord) => parse(makeOru(record, envelope));

/** Each OBX with its NTE behind it: type, code, value, status, note. */
function observations(record: ConsultRecord): string[][] {
  const found: string[][] = [];
  for (const segment of sent(record).message.segments) {
    if (segment.name === 'OBX') found.push([2, 3, 5, 11].map((field) => segment.text(field)));
    if (segment.name === 'NTE') found.at(-1)!.push(segment.text(3));
  }
  return found;
}

describe('ORU^R01', () => {
  it('[DV20] says who, which visit, and what: the note, times, and each exam as results of its own', () => {
    const { header, message } = sent(invented());
    expect(header).toMatchObject({ type: 'ORU', event: 'R01', controlId: 'H123', facility: 'Riverside General', charset: 'UNICODE UTF-8' });
    const pid = message.first('PID')!;
    expect([pid.text(3), pid.text(3, 4), pid.text(3, 5), pid.text(7), pid.text(8)]).toEqual(['INV-1', 'RIVERSIDE', 'MR', '19500101', 'F']);
    // XPN has the suffix before the prefix, DICOM after it.
    expect([1, 2, 3, 4, 5].map((part) => pid.text(5, part))).toEqual(['Testér', 'Ana', 'M', 'Jr', 'Dr']);
    expect(message.all('OBR').map((obr) => [obr.text(3), obr.text(4), obr.text(7), obr.text(25)])).toEqual([
      ['c-invented-1-1', '11488-4', '20260301070000-0500', 'F'],
      ['c-invented-1-1-times', 'stroke-times', '20260301070000-0500', 'F'],
      ['c-invented-1-1-exam-1', '70182-1', '20260301071000-0500', 'F'],
      ['c-invented-1-1-exam-2', '70182-1', '20260301074000-0500', 'F'],
    ]);
    const lines = message.all('OBX').filter((obx) => obx.text(2) === 'TX');
    expect(lines.map((obx) => [Number(obx.text(4)), obx.text(5)])).toEqual([
      [1, 'TELESTROKE CONSULT'],
      [2, 'HISTORY'],
      [3, 'Sudden weakness | left & right ^ unclear.'],
      [4, 'PLAN'],
      [5, 'Tenecteplase 20 mg given.'],
      [6, 'Transfer agreed.'],
      [7, 'Signed by Noor Example (neurologist, Metro Stroke Center) at 2026-03-01 07:45:30 -05:00'],
    ]);
    const without = sent({ ...invented(), visitNumber: null }).message;
    expect(without.first('PV1')).toBeUndefined();
  });

  it('[DV21] what was untestable is never a number, and a total is one only when every item was answered', () => {
    const found = observations(invented());
    expect(found).toContainEqual(['NM', '70190-4', '4', 'F']);
    expect(found).toContainEqual(['ST', '70967-5', 'Untestable', 'X', 'Untestable: cast | right arm']);
    expect(found.filter(([, code]) => code === '72089-6')).toEqual([
      ['NM', '72089-6', '15', 'F', 'NIHSS 15 (+1 untestable: 5b)'],
      ['ST', '72089-6', 'NIHSS 3 (13 not entered)', 'F', 'NIHSS 3 (13 not entered)'],
    ]);
    // 15 items of the first exam, and of the second only what was entered.
    expect(found.filter(([, code]) => /^70[19]\d\d-\d$/.test(code!))).toHaveLength(17);
  });

  it('[DV22] times are corrected ones with the offset of the site; how they were read stands beside them', () => {
    const times = observations(invented()).filter(([type]) => type === 'TS');
    expect(times).toEqual([
      ['TS', 'last-known-well', '20260301053000-0500', 'F', '± 15 min, source: wife'],
      ['TS', 'needle', '20260301073120-0500', 'F', '± 20 s, read as 07:33:00, source: wall clock of room 2'],
    ]);
  });

  it('[DV23] no text of a person adds, ends or shifts a segment', () => {
    const any = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
    const evil = fc.oneof(
      any,
      fc.constantFrom('a\rOBX|9|NM|70190-4||0', '\\X0D\\MSH|', '|^~\\&', '\u000b\u001c\r', '\ud800', '\\', '""', 'x\\F'),
    );
    const short = (): ConsultRecord => {
      const record = invented();
      record.exams = [{ ...record.exams[0]!, answers: { '5b': { untestable: 'cast' } } }];
      record.note = record.note.slice(0, 1);
      return record;
    };
    const segments = sent(short()).message.segments.length;
    fc.assert(
      fc.property(evil, evil, evil, (sentence, reason, name) => {
        const record = short();
        const text = sentence.replace(/[\r\n]/g, ' ');
        record.note[0]!.sentences[0]!.text = text;
        record.exams[0]!.answers['5b'] = { untestable: reason };
        record.patient.name = name;
        record.times[0]!.source = name;
        const { message } = sent(record);
        expect(message.segments).toHaveLength(segments);
        const plain = text
          .toWellFormed()
          .replace(/\p{Cc}/gu, ' ')
          .trim();
        const line = message.all('OBX').find((obx) => obx.text(4) === '3')!;
        expect(line.text(5)).toBe(plain === '""' ? '' : plain);
      }),
      { numRuns: 60 },
    );
    const broken = invented();
    broken.note[0]!.sentences[0]!.text = 'one\r\ntwo\rOBX|9|NM|70190-4||0';
    expect(observations(broken).filter(([type]) => type === 'TX')).toHaveLength(9);
    expect(observations(broken).filter(([, code]) => code === '70190-4')).toHaveLength(2);
  });

  it('[DV24] an addendum is final, and names the first note as its parent', () => {
    const [note] = sent(invented({ version: 3 })).message.all('OBR');
    expect([note!.text(3), note!.text(25), note!.text(29, 2)]).toEqual(['c-invented-1-3', 'F', 'c-invented-1-1']);
    expect(sent(invented()).message.all('OBR')[0]!.text(29, 2)).toBe('');
    expect(observations(invented({ version: 3 }))[0]![2]).toBe('TELESTROKE CONSULT, ADDENDUM 2');
  });
});

describe('MDM', () => {
  const pdf = Buffer.from('%PDF-1.7 invented');

  it('[DV25] holds the lines of the note, who signed it and when, and the PDF', () => {
    const { header, message } = parse(makeMdm(invented(), envelope, pdf));
    expect([header.type, header.event]).toEqual(['MDM', 'T02']);
    const txa = message.first('TXA')!;
    expect([2, 12, 13, 17].map((field) => txa.text(field))).toEqual(['CN', 'c-invented-1-1', '', 'LA']);
    expect([txa.text(22), txa.text(22, 15)]).toEqual(['p-neuro', '20260301074530-0500']);
    const [document] = message.all('OBX').filter((obx) => obx.text(2) === 'ED');
    expect([2, 3, 4].map((part) => document!.text(5, part))).toEqual(['application', 'pdf', 'Base64']);
    expect(Buffer.from(document!.text(5, 5), 'base64')).toEqual(pdf);
    expect(message.all('OBX').filter((obx) => obx.text(2) === 'TX')).toHaveLength(7);
  });

  it('[DV24] an addendum is T06, with the document it adds to', () => {
    const { header, message } = parse(makeMdm(invented({ version: 2 }), envelope, pdf));
    expect(header.event).toBe('T06');
    expect([12, 13].map((field) => message.first('TXA')!.text(field))).toEqual(['c-invented-1-2', 'c-invented-1-1']);
  });
});
