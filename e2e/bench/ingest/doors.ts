import { signIn } from '../../support/api.ts';
import type { Orthanc } from '../servers/orthanc.ts';
import type { BenchServer } from '../servers/ours.ts';

/** A server as the ingest benchmark knows it. */
export interface Door {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
  readonly dimse: number;
  readonly called: string;
  /** Path of its DICOMweb service. */
  readonly root: string;
  readonly cookie: string | undefined;
  /** Makes codestreams of what it stored; a peer does not. */
  readonly transcodes: boolean;
}

export async function oursDoor({ pid, port, dimse }: BenchServer): Promise<Door> {
  const { cookie } = await signIn({ url: `http://127.0.0.1:${port}` } as Parameters<typeof signIn>[0], 'ed');
  return { name: 'ours', pid, port, dimse, called: 'HYPERACUTE', root: '/dicomweb', cookie, transcodes: true };
}

export const orthancDoor = ({ pid, port, dimse }: Orthanc, name: string): Door => ({
  name,
  pid,
  port,
  dimse,
  called: 'ORTHANC',
  root: '/dicom-web',
  cookie: undefined,
  transcodes: false,
});
