import { type Recorded, type RecordInput, record, type Undecided } from '../imaging/catalogue/record.ts';
import { type Adoption, adoptAll } from '../store/adopt.ts';
import type { Tx } from '../store/database.ts';

/** One object of a group; its file, fsynced in the spool, is taken over when the catalogue keeps it. */
export interface EnterInput extends RecordInput {
  file: Adoption;
}

/** Objects of one organisation, no two with one SOP instance UID. */
export interface EnterGroup {
  organisationId: string;
  inputs: EnterInput[];
}

export type Entered = Recorded | Undecided;

/**
 * Files and rows of a group, in one transaction of the database thread. The files are durable under their names before it is
 * committed: a row never refers to bytes that are not there.
 */
export async function enter(tx: Tx, { organisationId, inputs }: EnterGroup): Promise<Entered[]> {
  const entered = await record(tx, organisationId, inputs);
  const consults = [...new Set(entered.flatMap((one) => ('consults' in one ? one.consults : [])))];
  if (consults.length > 0)
    await tx
      .updateTable('consult')
      .set((eb) => ({ version: eb('version', '+', 1) }))
      .where('id', 'in', consults)
      .execute();
  adoptAll(inputs.flatMap(({ file }, i) => ('keepFile' in entered[i]! && entered[i].keepFile ? [file] : [])));
  return entered;
}
