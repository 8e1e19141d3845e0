import { open } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import dicomParser from 'dicom-parser';
import { readZipDirectory } from '../../../server/intake/upload/zip-directory.ts';
import { realData } from '../../support/dicom.ts';
import { type Series, thinCta } from './cta.ts';

const ARCHIVE = ['dicom', '02_ct_head_philips_phantom_cd', 'S21570_S2020_thin_1mm_140slices.zip'];

/** The real head series of 140 slices of 1 mm; a generated one of as many where it is not here. */
export async function headSeries(): Promise<Series> {
  const archive = realData(...ARCHIVE);
  if (archive === null) return { ...thinCta(140), name: 'head 140 (generated)' };
  const slices = (await members(archive)).flatMap((bytes) => {
    const data = dicomParser.parseDicom(bytes, { untilTag: 'x7fe00010' });
    const [sop, study, series] = ['x00080018', 'x0020000d', 'x0020000e'].map((tag) => data.string(tag));
    const z = Number(data.string('x00200032')?.split('\\')[2]);
    return sop && study && series ? [{ sop, study, series, z, bytes }] : [];
  });
  slices.sort((a, b) => a.z - b.z);
  const { study, series } = slices[0]!;
  return { name: `head ${slices.length}`, study, series, slices };
}

async function members(path: string): Promise<Buffer[]> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const whole = Buffer.alloc(size);
    await file.read(whole, 0, size, 0);
    const entries = await readZipDirectory(file, size);
    return entries
      .filter(({ directory }) => !directory)
      .map(({ offset, method, compressedBytes }) => {
        const start = offset + 30 + whole.readUInt16LE(offset + 26) + whole.readUInt16LE(offset + 28);
        const packed = whole.subarray(start, start + compressedBytes);
        return method === 0 ? packed : inflateRawSync(packed);
      });
  } finally {
    await file.close();
  }
}
