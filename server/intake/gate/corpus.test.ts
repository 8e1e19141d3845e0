import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INTAKE } from '#shared/protocol/intake.ts';
import { ownTime } from '../../testing/own-time.ts';
import { judge } from '../testing/judge.ts';
import { BIG_ENDIAN, EXPLICIT, IMPLICIT, part10 } from '../testing/part10.ts';
import { bytesOf, DATA, hasData, hasHostile, hostile } from '../testing/shared-data.ts';
import { Gate } from './gate.ts';

/** Judged by what is stored already, not by the gate. */
const BY_THE_STORE = /who-(2|5|7|8|9|10)/;

describe.runIf(hasHostile)('the hostile objects', () => {
  it.each(hostile('dicom-').map((item) => [item.id, item] as const))('[IN16] %s', async (_id, item) => {
    const bytes = bytesOf(item);
    const began = performance.now();
    const verdict = await judge(bytes);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(verdict.code).not.toBe('STORE_FAILED');
    expect(await judge(bytes, bytes.length > 50_000 ? 1_000 : 13)).toEqual(verdict);
    if (item.expect.code === undefined) return;
    expect(verdict.code).toBe(BY_THE_STORE.test(item.id) ? 'OK' : item.expect.code);
    const name = verdict.ok ? (verdict.object.dataset['00100010']?.Value?.[0] as Record<string, string> | undefined) : undefined;
    if (item.expect.text !== undefined) expect(Object.values(name ?? {}).join('=')).toBe(item.expect.text);
  });
});

/** Real files that are refused, and why; every other one is stored, with the warning named here or none. */
const REAL: Record<string, string> = {
  '02_ct_head_philips_phantom_cd/DICOMDIR': 'DICOM_PARSE',
  '02_ct_head_philips_phantom_cd/S21570/DIRFILE': 'DICOM_PARSE',
  '02_ct_head_philips_phantom_cd/S21570/S1000/DIRFILE': 'DICOM_PARSE',
  '02_ct_head_philips_phantom_cd/S21570/S4010/DIRFILE': 'DICOM_PARSE',
  '07_cr_dx_us_sc/RG1_J2KI.dcm': 'ATTRIBUTE_IGNORED',
  '07_cr_dx_us_sc/dx_image.dcm': 'ATTRIBUTE_INVALID_KEPT',
  '08_transfer_syntaxes/CTImage.dcm_JPEGProcess10_12TransferSyntax_1.2.840.10008.1.2.4.55.dcm': 'DICOM_UNSUPPORTED_TS',
  '08_transfer_syntaxes/CTImage.dcm_JPEGProcess6_8TransferSyntax_1.2.840.10008.1.2.4.53.dcm': 'DICOM_UNSUPPORTED_TS',
  '08_transfer_syntaxes/HTJ2KLossless_08_RGB.dcm': 'DICOM_UID_MISSING',
  '09_malformed_edge/ExplVR_BigEndNoMeta.dcm': 'DICOM_NOT_PART10',
  '09_malformed_edge/ExplVR_LitEndNoMeta.dcm': 'DICOM_NOT_PART10',
  '09_malformed_edge/JPEG2000-embedded-sequence-delimiter.dcm': 'PIXEL_UNREADABLE',
  '09_malformed_edge/JPEGLossless_1s_1f_i_16_16_bad.dcm': 'DICOM_UID_INVALID',
  '09_malformed_edge/MR_small_padded.dcm': 'DICOM_PIXEL_LENGTH',
  '09_malformed_edge/MR_truncated.dcm': 'DICOM_TRUNCATED',
  '09_malformed_edge/UN_sequence.dcm': 'DICOM_UID_MISSING',
  '09_malformed_edge/badVR.dcm': 'DICOM_UID_MISMATCH',
  '09_malformed_edge/bad_sequence.dcm': 'DICOM_PARSE',
  '09_malformed_edge/empty_charset_LEI.dcm': 'DICOM_UID_MISSING',
  '09_malformed_edge/emri_small_jpeg_2k_lossless_too_short.dcm': 'DICOM_TRUNCATED',
  '09_malformed_edge/gantrytilting/001/IM-0001-0001.dcm': 'DICOM_UID_MISMATCH',
  '09_malformed_edge/gantrytilting/001/IM-0001-0002.dcm': 'DICOM_UID_MISMATCH',
  '09_malformed_edge/gantrytilting/001/IM-0001-0003.dcm': 'DICOM_UID_MISMATCH',
  '09_malformed_edge/gantrytilting/001/IM-0001-0004.dcm': 'DICOM_UID_MISMATCH',
  '09_malformed_edge/meta_missing_tsyntax.dcm': 'DICOM_META_MISSING_TS',
  '09_malformed_edge/nested_priv_SQ.dcm': 'DICOM_PARSE',
  '09_malformed_edge/no_meta.dcm': 'DICOM_NOT_PART10',
  '09_malformed_edge/no_meta_group_length.dcm': 'DICOM_UID_MISSING',
  '09_malformed_edge/reportsi_with_empty_number_tags.dcm': 'PATIENT_UNIDENTIFIED',
  '09_malformed_edge/rtplan_truncated.dcm': 'DICOM_TRUNCATED',
  '11_dicomdir_multi_patient/DICOMDIR': 'DICOM_PARSE',
};

function realFiles(): string[] {
  if (!hasData) return [];
  return readdirSync(join(DATA, 'dicom'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.zip'))
    .map((entry) => relative(join(DATA, 'dicom'), join(entry.parentPath, entry.name)))
    .sort();
}

describe.runIf(hasData)('real objects', () => {
  it.each(realFiles().map((file) => [file]))('[IN15] %s', async (file) => {
    const { code } = await judge(readFileSync(join(DATA, 'dicom', file)));
    expect(REAL[file] ?? 'OK').toBe(code === 'PREAMBLE_ZEROED' ? 'OK' : code);
  });

  it('[IN15] of the slice in every transfer syntax are one picture of the same patient', async () => {
    const names = new Set<string>();
    for (const file of realFiles().filter((name) => name.includes('CTImage.dcm_'))) {
      const verdict = await judge(readFileSync(join(DATA, 'dicom', file)));
      if (verdict.ok)
        names.add(
          JSON.stringify([verdict.object.dataset['00100020'], verdict.object.dataset['00280010'], verdict.object.dataset['00200032']]),
        );
    }
    expect(names.size).toBe(1);
  });
});

describe('mutated objects', () => {
  const originals = [EXPLICIT, IMPLICIT, BIG_ENDIAN].map((transferSyntax) =>
    part10({ transferSyntax, elements: [[0x00081140, 'SQ', [[[0x00081155, 'UI', '1.2.3']], [[0x00081155, 'UI', '1.2.4']]]]] }),
  );
  const mutated = fc
    .record({
      original: fc.nat({ max: originals.length - 1 }),
      edits: fc.array(
        fc.record({ at: fc.nat({ max: 1_600 }), bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }), insert: fc.boolean() }),
        {
          minLength: 1,
          maxLength: 6,
        },
      ),
    })
    .map(({ original, edits }) => {
      let bytes = originals[original]!;
      for (const { at, bytes: edit, insert } of edits) {
        const place = Math.min(at, bytes.length);
        const rest = bytes.subarray(insert ? place : Math.min(bytes.length, place + edit.length));
        bytes = Buffer.concat([bytes.subarray(0, place), Buffer.from(edit), rest]);
      }
      return bytes;
    });

  it('[IN16] never break the gate, nor take long', { timeout: 30_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(mutated, fc.integer({ min: 1, max: 700 }), async (bytes, step) => {
        const took = ownTime();
        const verdict = await judge(bytes, step);
        expect(took()).toBeLessThan(250);
        expect(verdict.code in INTAKE && verdict.code !== 'STORE_FAILED').toBe(true);
        expect(await judge(bytes)).toEqual(verdict);
      }),
      { numRuns: 1_500 },
    );
  });

  it.runIf(existsSync('/usr/bin/dcmdump'))(
    '[IN16] that are taken name the same patient and study to dcmtk',
    { timeout: 30_000 },
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'hyperacute-gate-'));
      const file = join(folder, 'object.dcm');
      await fc.assert(
        fc.asyncProperty(mutated, async (bytes) => {
          const verdict = await judge(bytes);
          if (!verdict.ok) return;
          writeFileSync(file, bytes);
          const tags = ['0010,0020', '0020,000d', '0020,000e', '0008,0018'].flatMap((tag) => ['+P', tag]);
          const { status, stdout } = spawnSync('dcmdump', ['-q', '-Un', '+L', '+s', ...tags, file], { encoding: 'latin1' });
          const values = new Map(
            [...stdout.matchAll(/^\((\w{4},\w{4})\) \w\w \[([^\]]*)\]/gm)].map(([, tag, value]) => [tag, value!.trim()]),
          );
          expect(status).toBe(0);
          const { studyInstanceUid, seriesInstanceUid, sopInstanceUid, dataset } = verdict.object;
          expect([values.get('0020,000d'), values.get('0020,000e'), values.get('0008,0018')]).toEqual([
            studyInstanceUid,
            seriesInstanceUid,
            sopInstanceUid,
          ]);
          const id = String(dataset['00100020']?.Value?.[0] ?? '');
          if (/^[ -~]*$/.test(id)) expect(values.get('0010,0020') ?? '').toBe(id);
        }),
        { numRuns: 300 },
      );
      rmSync(folder, { recursive: true });
    },
  );

  it('[IN16] of any length are held in pieces', async () => {
    const [rows, columns, frames] = [4_096, 4_096, 3];
    const bytes = rows * columns * 2 * frames;
    const whole = part10({ rows, columns, elements: [[0x00280008, 'IS', String(frames)]], pixels: null });
    const head = Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x57, 0, 0, 0, 0, 0, 0]);
    head.writeUInt32LE(bytes, 8);
    const gate = new Gate();
    gate.write(Buffer.concat([whole, head]));
    const before = process.memoryUsage();
    const piece = Buffer.alloc(65_536, 7);
    for (let sent = 0; sent < bytes; sent += piece.length) gate.write(piece);
    const held = process.memoryUsage().arrayBuffers - before.arrayBuffers;
    expect((await gate.end()).code).toBe('OK');
    // Whatever was copied of the 100 MB would be counted here.
    expect(held).toBeLessThan(4 * 2 ** 20);
  });
});
