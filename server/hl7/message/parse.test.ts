import { describe, expect, it } from 'vitest';
import type { Hl7Code } from '#shared/protocol/hl7.ts';
import { Hl7Fault } from './fault.ts';
import { parseMessage, STRICT } from './parse.ts';

const NOW = Date.UTC(2026, 0, 1);
const MSH = 'MSH|^~\\&|HIS|SPOKE|TELE|HUB|20240611031500+0000||ADT^A08|HC1|P|2.5.1||||||UNICODE UTF-8';
const parse = (text: string, leniency = STRICT) => parseMessage(Buffer.from(text), leniency, NOW);
const codeOf = (text: string): Hl7Code => {
  try {
    parse(text);
  } catch (fault) {
    if (fault instanceof Hl7Fault) return fault.code;
    throw fault;
  }
  return 'HL7_APPLIED';
};

describe('an HL7 message', () => {
  it('[HL10] is read by field, repetition, component and sub-component', () => {
    const { message } = parse(`${MSH}\rPID|1||A1^^^SPOKE&1.2.3&ISO^MR~B2^^^OTHER^SS||ALPHA^ANNA||19410203|F\rOBX|1\rOBX|2||X\r`);
    const pid = message.first('PID')!;
    expect(pid.repetitions(3)).toBe(2);
    expect([pid.text(3), pid.text(3, 1, 2), pid.text(3, 4, 1, 2), pid.text(3, 4, 1, 4), pid.text(5, 2)]).toEqual([
      'A1',
      'B2',
      '1.2.3',
      '',
      'ANNA',
    ]);
    expect(message.all('OBX').map((obx) => obx.text(3))).toEqual(['', 'X']);
    expect(message.segments.map(({ name }) => name)).toEqual(['MSH', 'PID', 'OBX', 'OBX']);
  });

  it('[HL11] has its escapes decoded after it was split; what is local or does not end stays as it is', () => {
    const { message } = parse(`${MSH}\rPID|1||1||O\\T\\BRIEN\\S\\X / A\\R\\B\\E\\C\\F\\D^\\X4D4D\\^\\Zevil\\\\.sp99999999\\^half \\open\r`);
    const pid = message.first('PID')!;
    expect([1, 2, 3, 4].map((n) => pid.text(5, n))).toEqual(['O&BRIEN^X / A~B\\C|D', 'MM', '\\Zevil\\\\.sp99999999\\', 'half \\open']);
    expect(codeOf(`${MSH}\rPID|1||1||EVIL\\X0D\\PID\r`)).toBe('HL7_CONTROL_CHAR');
  });

  it('[HL12] may bring its own separators, and what is a separator elsewhere is data', () => {
    const { message, header } = parse('MSH*@!$%*HIS*SPOKE*A*B*20240611**ADT@A08*C1*P*2.5\rPID*1**M1@@@S%2%3@MR!M2**A|B^C@$F$$S$~&\\*D\r');
    const pid = message.first('PID')!;
    expect(header).toMatchObject({ application: 'HIS', facility: 'SPOKE', type: 'ADT', event: 'A08', controlId: 'C1' });
    expect([pid.text(3), pid.text(3, 1, 2), pid.text(3, 4, 1, 2), pid.text(5), pid.text(5, 2), pid.text(6)]).toEqual([
      'M1',
      'M2',
      '2',
      'A|B^C',
      '*@~&\\',
      'D',
    ]);
  });

  it('[HL13] is text of the character set that it names, or refused', () => {
    const latin = Buffer.from(`${MSH.replace('UNICODE UTF-8', '8859/1')}\rPID|1||1||M\xdcLLER\r`, 'latin1');
    expect(parseMessage(latin, STRICT, NOW).message.first('PID')!.text(5)).toBe('MÜLLER');
    const lie = Buffer.from(`${MSH}\rPID|1||1||M\xdcLLER\r`, 'latin1');
    expect(() => parseMessage(lie, STRICT, NOW)).toThrow('HL7_CHARSET_INVALID');
    const none = Buffer.from(`${MSH.replace('UNICODE UTF-8', '')}\rPID|1||1||M\xdcLLER\r`, 'latin1');
    expect(() => parseMessage(none, STRICT, NOW)).toThrow('HL7_CHARSET_INVALID');
    expect(
      parseMessage(none, { ...STRICT, charset: '8859/1' }, NOW)
        .message.first('PID')!
        .text(5),
    ).toBe('MÜLLER');
    expect(codeOf(`${MSH.replace('UNICODE UTF-8', 'KLINGON')}\rPID|1\r`)).toBe('HL7_CHARSET_UNKNOWN');
  });

  it('[HL14] ends its segments with CR or CR LF; with LF alone only from senders that are set so', () => {
    expect(codeOf(`${MSH}\r\nPID|1||1\r\n`)).toBe('HL7_APPLIED');
    expect(codeOf(`${MSH}\nPID|1||1\n`)).toBe('HL7_SEGMENT_SEPARATOR');
    expect(parse(`${MSH}\nPID|1||1\n`, { ...STRICT, lineFeeds: true }).message.segments).toHaveLength(2);
  });

  it.each([
    ['', 'HL7_EMPTY'],
    ['\r\r', 'HL7_EMPTY'],
    ['MSH', 'HL7_NO_MSH'],
    ['\ufeffMSH|^~\\&|', 'HL7_NO_MSH'],
    ['PID|1||1\rPV1|1', 'HL7_NOT_A_MESSAGE'],
    [`PID|1||1\r${MSH}`, 'HL7_NO_MSH'],
    [`${MSH}\r${MSH}`, 'HL7_MULTIPLE_MSH'],
    ['FHS|^~\\&\rBHS|^~\\&', 'HL7_BATCH_UNSUPPORTED'],
    [`${MSH}\rpid|1`, 'HL7_SEGMENT_INVALID'],
    [MSH.replace('|^~\\&', '|||||'), 'HL7_BAD_SEPARATORS'],
    [MSH.replaceAll('|', 'x'), 'HL7_BAD_SEPARATORS'],
    [MSH.replace('|P|', '|T|'), 'HL7_PROCESSING_ID'],
    [MSH.replace('|P|', '|X|'), 'HL7_MSH_PROC_UNKNOWN'],
    [MSH.replace('2.5.1', '9.9'), 'HL7_MSH_VERSION_9'],
    [MSH.replace('2.5.1', ''), 'HL7_MSH_VERSION_EMPTY'],
    [MSH.replace('ADT^A08', ''), 'HL7_MSH_NO_TYPE'],
    [MSH.replace('HC1', ''), 'HL7_CONTROL_ID_MISSING'],
    [MSH.replace('HC1', 'A~B'), 'HL7_CONTROL_ID_INVALID'],
    [MSH.replace('HC1', 'H'.repeat(200)), 'HL7_CONTROL_ID_INVALID'],
    [MSH.replace('20240611031500+0000', 'yesterday'), 'HL7_MSH_TS_BAD'],
    [MSH.replace('20240611031500+0000', '29990101'), 'HL7_MSH_TS_FUTURE'],
    [`${MSH}\rPID|1||\0`, 'HL7_CONTROL_CHAR'],
    [`${MSH}\rPID|${'|'.repeat(600)}`, 'HL7_TOO_MANY_FIELDS'],
    [`${MSH}\rPID|1||${'~'.repeat(1_200)}`, 'HL7_TOO_MANY_REPETITIONS'],
    [`${MSH}\rPID|1||${'^'.repeat(300)}`, 'HL7_TOO_MANY_COMPONENTS'],
    [`${MSH}\rPID|1||${'A'.repeat(70_000)}`, 'HL7_FIELD_TOO_LONG'],
    [`${MSH}\r${'NTE|1\r'.repeat(10_001)}`, 'HL7_TOO_MANY_SEGMENTS'],
    [`${MSH}\rOBX|1|ED|||${'A'.repeat(70_000)}`, 'HL7_APPLIED'],
  ] as const)('[HL15] %#: says what is wrong', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });
});
