import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATA, hasData } from '../../server/intake/testing/shared-data.ts';
import { HL7, type Hl7Code, type Hl7Rule } from '../../shared/protocol/hl7.ts';
import { framed, MllpClient } from '../support/mllp.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** Real messages through a real port, each with the answer it must get: by the standard, and from a sender that is allowed line feeds and UTF-8. */

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.dispose());

const LF = 'HL7_SEGMENT_SEPARATOR';
const OK = 'HL7_APPLIED';
const EXPECTED: Record<string, [strict: Hl7Code, lenient: Hl7Code]> = {
  'messages/04.hl7': [LF, OK],
  // Blank lines before MSH, and a PID-3 without a number.
  'messages/A01.hl7': ['HL7_PID3_MISSING', 'HL7_PID3_MISSING'],
  'messages/ADT-A01-01.hl7': [LF, OK],
  'messages/ADT-A04-01.hl7': [LF, 'HL7_CONTROL_ID_REUSED'],
  'messages/ADT-A08-01.hl7': [LF, 'HL7_CONTROL_ID_REUSED'],
  'messages/ADT-A40-01.hl7': [LF, OK],
  'messages/ADT^A40-PatientMerge.hl7': [OK, 'HL7_DUPLICATE'],
  'messages/NonDefaultDelimiters.HL7': [LF, 'HL7_PROCESSING_ID'],
  'messages/ORM-O01-01.hl7': ['HL7_NO_MSH', 'HL7_NO_MSH'],
  'messages/ORM-O01-04.hl7': ['HL7_NO_MSH', 'HL7_NO_MSH'],
  'messages/ORM^O01-GeneralOrder.hl7': [OK, 'HL7_DUPLICATE'],
  'messages/ORU-R01-01.hl7': [LF, 'HL7_PROCESSING_ID'],
  'messages/ORU-multiline-short.hl7': [LF, 'HL7_PROCESSING_ID'],
  'messages/ORU^R01-SR.hl7': [OK, 'HL7_DUPLICATE'],
  'messages/Sample-ADT.txt': ['HL7_SEGMENT_INVALID', 'HL7_SEGMENT_INVALID'],
  'messages/Sample-ORM.txt': ['HL7_CONTROL_CHAR', 'HL7_CONTROL_CHAR'],
  'messages/adt-a01.txt': [LF, OK],
  'messages/adt-a04.txt': [LF, OK],
  'messages/adt-a08.txt': [LF, OK],
  'messages/cv.04_001_chem.hl7': [LF, 'HL7_PROCESSING_ID'],
  'messages/edge-escaped-delimiters.hl7': [LF, OK],
  'messages/edge-field-repetitions.hl7': [LF, OK],
  'messages/input.hl7': [LF, 'HL7_PROCESSING_ID'],
  'messages/lotsunknowns.hl7': ['HL7_SEGMENT_INVALID', 'HL7_SEGMENT_INVALID'],
  'messages/obxobr.hl7': ['HL7_PROCESSING_ID', 'HL7_PROCESSING_ID'],
  'messages/orm-example.hl7': [LF, 'HL7_PROCESSING_ID'],
  // With five encoding characters of which two are the same, nobody can be said to have sent it.
  'messages/sample_unix.hl7': [LF, LF],
  'messages/test-hl7-batch-input.txt': ['HL7_BATCH_UNSUPPORTED', 'HL7_BATCH_UNSUPPORTED'],
  'messages/test-hl7-subcomponents-input.txt': ['HL7_SEGMENT_MISSING', 'HL7_SEGMENT_MISSING'],
  'messages/test2.hl7': ['HL7_SEGMENT_INVALID', 'HL7_SEGMENT_INVALID'],
  'washu_ris_oru_logs/unwrapped/19970105_0.hl7': [OK, 'HL7_DUPLICATE'],
  'washu_ris_oru_logs/unwrapped/20060826_0.hl7': [OK, 'HL7_DUPLICATE'],
  'washu_ris_oru_logs/unwrapped/20140314_0.hl7': [OK, 'HL7_DUPLICATE'],
  'washu_ris_oru_logs/unwrapped/20190225_0.hl7': [OK, 'HL7_DUPLICATE'],
  'washu_ris_oru_logs/unwrapped/20230413_0.hl7': ['HL7_CHARSET_INVALID', OK],
  'washu_ris_oru_logs/unwrapped/20260126_0.hl7': [OK, 'HL7_DUPLICATE'],
  'washu_ris_oru_logs/unwrapped/20260126_1.hl7': [OK, 'HL7_DUPLICATE'],
  'washu_ris_oru_logs/unwrapped/20260126_2.hl7': [OK, 'HL7_DUPLICATE'],
  'washu_ris_oru_logs/unwrapped/20260126_3.hl7': [OK, 'HL7_DUPLICATE'],
  'washu_ris_oru_logs/unwrapped/20260126_4.hl7': [OK, 'HL7_DUPLICATE'],
  'washu_ris_oru_logs/unwrapped/20260126_5.hl7': [OK, 'HL7_DUPLICATE'],
};

/** Two ask for no answer (MSH-16 NE), two hold a start block inside: that ends the connection. */
const SILENT = ['messages/ADT-A40-01.hl7', 'messages/Sample-ORM.txt', 'messages/lotsunknowns.hl7', 'messages/test2.hl7'];

const messageIn = (file: string): Buffer => readFileSync(join(DATA, 'hl7', file));

/** The facility in MSH-4, whatever the separators, as an admin would enter it. */
function facilityOf(message: Buffer): string {
  const msh = message
    .toString('latin1')
    .replace(/^[\r\n]+/, '')
    .split(/[\r\n]/, 1)[0]!;
  return (msh.split(msh[3] ?? '|')[3] ?? '').split(/[\^~]/, 1)[0]!.trim();
}

function allow(charset: string, lineFeeds: number): void {
  const db = new DatabaseSync(join(server.dataFolder, 'hyperacute.sqlite'));
  db.exec('PRAGMA busy_timeout = 5000');
  const put =
    db.prepare(`INSERT INTO hl7_sender (facility, source, organisation_id, charset, line_feeds) VALUES (?, 'loopback', 'riverside', ?, ?)
    ON CONFLICT DO UPDATE SET charset = excluded.charset, line_feeds = excluded.line_feeds`);
  for (const facility of new Set(Object.keys(EXPECTED).map((file) => facilityOf(messageIn(file))))) put.run(facility, charset, lineFeeds);
  db.close();
}

describe.runIf(hasData)('the messages of real systems', () => {
  it.each([
    [0, 'strictly', '', 0],
    [1, 'with line feeds and UTF-8', 'UNICODE UTF-8', 1],
  ] as const)('[HL29] %#: are answered as they must be, %s taken', async (which, _how, charset, lineFeeds) => {
    allow(charset, lineFeeds);
    const wrong: string[] = [];
    for (const [file, codes] of Object.entries(EXPECTED)) {
      const client = await MllpClient.open(server.mllp);
      client.send(framed(messageIn(file)));
      const answer = await client.next(SILENT.includes(file) ? 300 : 5_000);
      client.close();
      const { ack, error }: Hl7Rule = HL7[codes[which]];
      const found = answer === null ? 'nothing' : `${answer.code} ${answer.error} ${answer.ours}`;
      const expected = SILENT.includes(file) ? 'nothing' : `${ack} ${error} ${ack === 'AA' ? '' : codes[which]}`;
      // Enhanced mode answers CA, CE or CR first.
      if (found.replace(/^C/, 'A') !== expected) wrong.push(`${file}: ${found} instead of ${expected}`);
    }
    expect(wrong).toEqual([]);
  });
});
