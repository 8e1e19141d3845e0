import { basename } from 'node:path/posix';
import type { UploadedPatient } from '#shared/protocol/upload.ts';
import { Gate } from '../gate/gate.ts';
import { textOf } from '../gate/json.ts';
import type { DicomJson } from '../types.ts';
import { listedFiles, MEDIA_STORAGE_DIRECTORY } from './dicomdir.ts';
import { MAX_DICOMDIR_BYTES, MAX_PATIENTS } from './limits.ts';
import { EntryFault, type Member } from './member.ts';

export type Found =
  | { kind: 'object'; member: Member; patient: number }
  | { kind: 'directory'; member: Member }
  | { kind: 'other'; member: Member }
  | { kind: 'fault'; member: Member; code: EntryFault['code'] };

export interface Survey {
  found: Found[];
  /** Whose images these are, in the order they were met. */
  patients: UploadedPatient[];
  missing: number;
}

/**
 * Looks into every file just far enough to say what it is and whose: by content, never by name. Nothing is stored before it is
 * known that all of it is of one patient.
 */
export async function survey(members: readonly Member[]): Promise<Survey> {
  const found: Found[] = [];
  const patients = new Map<string, UploadedPatient>();
  let listed: string[] = [];
  for (const member of members) {
    const look = await lookInto(member);
    if (look.kind === 'fault') found.push({ kind: 'fault', member, code: look.code });
    else if (look.kind === 'other') found.push({ kind: 'other', member });
    else if (look.kind === 'directory') {
      listed = listed.concat(look.listed);
      found.push({ kind: 'directory', member });
    } else {
      const key = `${textOf(look.dataset, '00100020')}\n${textOf(look.dataset, '00100021')}`;
      if (!patients.has(key) && patients.size < MAX_PATIENTS) patients.set(key, describe(look.dataset));
      const patient = [...patients.keys()].indexOf(key);
      if (patient >= 0) [...patients.values()][patient]!.files += 1;
      found.push({ kind: 'object', member, patient });
    }
  }
  const names = new Set(members.map((member) => basename(member.name.replaceAll('\\', '/')).toUpperCase()));
  const missing = listed.filter((path) => !names.has(basename(path))).length;
  return { found, patients: [...patients.values()], missing };
}

type Look =
  | { kind: 'fault'; code: EntryFault['code'] }
  | { kind: 'other' }
  | { kind: 'directory'; listed: string[] }
  | { kind: 'object'; dataset: DicomJson };

async function lookInto(member: Member): Promise<Look> {
  const gate = new Gate();
  const kept: Buffer[] = [];
  let bytes = 0;
  let isDicom = false;
  try {
    for await (const piece of member.read()) {
      bytes += piece.length;
      kept.push(piece);
      if (!isDicom) {
        if (bytes < 132) continue;
        if (Buffer.concat(kept).toString('latin1', 128, 132) !== 'DICM') return { kind: 'other' };
        isDicom = true;
      }
      if (gate.metaSopClass === MEDIA_STORAGE_DIRECTORY) {
        if (bytes > MAX_DICOMDIR_BYTES) return { kind: 'directory', listed: [] };
        continue;
      }
      for (const part of kept.splice(0)) {
        await gate.write(part);
        if (gate.metaSopClass === MEDIA_STORAGE_DIRECTORY) kept.push(part);
      }
      if (gate.metaSopClass !== MEDIA_STORAGE_DIRECTORY && (gate.identified !== null || gate.refused)) break;
    }
    if (!isDicom) return { kind: 'other' };
    if (gate.metaSopClass === MEDIA_STORAGE_DIRECTORY) return { kind: 'directory', listed: listedFiles(Buffer.concat(kept)) };
    const dataset = gate.identified;
    if (dataset === null) await gate.end();
    return { kind: 'object', dataset: dataset ?? gate.identified ?? {} };
  } catch (cause) {
    if (cause instanceof EntryFault) return { kind: 'fault', code: cause.code };
    throw cause;
  } finally {
    gate.close();
  }
}

function describe(dataset: DicomJson): UploadedPatient {
  const name = dataset['00100010']?.Value?.[0] as { Alphabetic?: string; Ideographic?: string } | undefined;
  return {
    patientId: textOf(dataset, '00100020'),
    name: name?.Alphabetic ?? name?.Ideographic ?? '',
    birthDate: textOf(dataset, '00100030'),
    sex: textOf(dataset, '00100040'),
    files: 0,
  };
}
