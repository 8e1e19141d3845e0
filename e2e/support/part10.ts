import { readFileSync, writeFileSync } from 'node:fs';
import { data } from 'dcmjs';

export const EXPLICIT_LE = '1.2.840.10008.1.2.1';

/** Under the root for UIDs made from a UUID (PS3.5 §B.2). */
export const newUid = (): string => `2.25.${BigInt(`0x${crypto.randomUUID().replaceAll('-', '')}`)}`;

/** Writes a data set of names and values as a Part 10 file, explicit little endian. */
export function writePart10(path: string, dataset: Record<string, unknown>): string {
  const { denaturalizeDataset } = data.DicomMetaDictionary;
  const file = new data.DicomDict(
    denaturalizeDataset({
      FileMetaInformationVersion: new Uint8Array([0, 1]).buffer,
      MediaStorageSOPClassUID: dataset['SOPClassUID'],
      MediaStorageSOPInstanceUID: dataset['SOPInstanceUID'],
      TransferSyntaxUID: EXPLICIT_LE,
      ImplementationClassUID: '2.25.1',
    }),
  );
  file.dict = denaturalizeDataset(dataset);
  writeFileSync(path, Buffer.from(file.write()));
  return path;
}

export function uidsOf(path: string): { study: string; series: string; instance: string } {
  const bytes = readFileSync(path);
  const { dict } = data.DicomMessage.readFile(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const value = (tag: string) => String(dict[tag]?.Value?.[0]);
  return { study: value('0020000D'), series: value('0020000E'), instance: value('00080018') };
}
