import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';
import dicomParser from 'dicom-parser';
import { encode } from '../../../client/viewer/testing/encode.ts';
import type { TestFrame, TestSeries } from '../../../client/viewer/testing/series.ts';
import type { FrameShape, StudyDescriptor } from '../../../shared/protocol/stream.ts';

const DATA = process.env['HYPERACUTE_TEST_DATA'] ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));

const FOLDERS = { tilted: '01_ct_head_ncct_ge_human_tilt_uneven', thin: '02_ct_head_philips_phantom_cd' } as const;

/** Real data are beside the project, not in it. */
export const hasRealData = (name: keyof typeof FOLDERS): boolean => existsSync(join(DATA, 'dicom', FOLDERS[name]));

/** A real head CT, encoded as the server does: the tilted and uneven one, or 140 thin slices. */
export async function realSeries(name: keyof typeof FOLDERS, firstId: number, limit = Number.POSITIVE_INFINITY): Promise<TestSeries> {
  const folder = join(DATA, 'dicom', FOLDERS[name]);
  const files =
    name === 'tilted'
      ? readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
      : unzip(readFileSync(join(folder, readdirSync(folder).find((file) => file.endsWith('.zip'))!)));
  const frames: { frame: TestFrame; shape: FrameShape; study: StudyDescriptor; description: string }[] = [];
  for (const file of files) {
    if (frames.length >= limit) break;
    const made = await toFrame(file, firstId + frames.length, name);
    if (made) frames.push(made);
  }
  const { shape, study, description } = frames[0]!;
  return {
    study,
    descriptor: {
      seriesInstanceUid: `real.${name}`,
      studyInstanceUid: study.studyInstanceUid,
      modality: 'CT',
      description: description || 'CT HEAD W/O',
      number: name === 'tilted' ? 2 : 3,
      role: name === 'tilted' ? 'ncct-thick' : 'cta',
      frames: frames.length,
      shape,
      documentKind: null,
      documents: [],
    },
    frames: frames.map(({ frame }) => frame),
  };
}

async function toFrame(file: Uint8Array, id: number, series: string) {
  const data = dicomParser.parseDicom(file);
  const numbers = (tag: string) => data.string(tag)?.split('\\').map(Number);
  const text = (tag: string) => data.string(tag) ?? '';
  const pixels = data.elements['x7fe00010'];
  if (!pixels) return null;
  const [rows, columns] = [data.uint16('x00280010')!, data.uint16('x00280011')!];
  const signed = data.uint16('x00280103') === 1;
  const bits = data.uint16('x00280101')!;
  const bytes = file.slice(pixels.dataOffset, pixels.dataOffset + rows * columns * 2);
  const { codestream, ...rest } = await encode({ width: columns, height: rows, samples: 1, bits, signed, bytes });
  const frame: TestFrame = {
    descriptor: {
      id,
      series: `real.${series}`,
      sop: text('x00080018'),
      frame: 1,
      number: Number(text('x00200013')),
      position: numbers('x00200032') as [number, number, number],
    },
    ready: { id, ...rest },
    codestream,
    stored: signed ? new Int16Array(bytes.buffer) : new Uint16Array(bytes.buffer),
  };
  const shape: FrameShape = {
    rows,
    columns,
    samples: 1,
    bitsStored: bits,
    signed,
    photometric: 'MONOCHROME2',
    slope: Number(text('x00281053') || 1),
    intercept: Number(text('x00281052') || 0),
    unit: 'HU',
    windowCenter: numbers('x00281050')?.[0] ?? null,
    windowWidth: numbers('x00281051')?.[0] ?? null,
    pixelSpacing: numbers('x00280030') as [number, number],
    spacingSource: 'patient',
    orientation: numbers('x00200037') as FrameShape['orientation'],
    frameOfReferenceUid: text('x00200052'),
    thickness: Number(text('x00180050')),
    lossyOriginal: null,
  };
  const study: StudyDescriptor = {
    studyInstanceUid: text('x0020000d'),
    description: text('x00081030'),
    date: text('x00080020'),
    time: text('x00080030'),
    accessionNumber: text('x00080050'),
    institution: text('x00080080'),
    patient: { name: text('x00100010'), id: text('x00100020'), birthDate: text('x00100030'), sex: text('x00100040') },
    prior: false,
  };
  return { frame, shape, study, description: text('x0008103e') };
}

/** Files of a ZIP archive (APPNOTE 6.3.10 §4.3.12: central directory), stored or deflated. */
function unzip(archive: Buffer): Buffer[] {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const files: Buffer[] = [];
  let at = archive.readUInt32LE(end + 16);
  while (archive.readUInt32LE(at) === 0x02014b50) {
    const [method, size, name, extra, comment] = [
      archive.readUInt16LE(at + 10),
      archive.readUInt32LE(at + 20),
      archive.readUInt16LE(at + 28),
      archive.readUInt16LE(at + 30),
      archive.readUInt16LE(at + 32),
    ];
    const local = archive.readUInt32LE(at + 42);
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const packed = archive.subarray(from, from + size!);
    if (size! > 0) files.push(method === 8 ? inflateRawSync(packed) : packed);
    at += 46 + name! + extra! + comment!;
  }
  return files;
}
