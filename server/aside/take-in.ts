import type { Identity } from '#shared/protocol/admin.ts';
import { AppError } from '#shared/protocol/errors.ts';
import { INTAKE, type IntakeCode } from '#shared/protocol/intake.ts';
import type { Decider } from '../identity/policy.ts';
import { type Catalogued, entryOf } from '../imaging/catalogue/entry.ts';
import type { Acceptor } from '../intake/accept.ts';
import { inspectFile } from '../intake/inspect-file.ts';
import type { Source } from '../intake/types.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Database } from '../store/database.ts';
import { asideGroup, objectsOf } from './groups.ts';
import { knownAs } from './known-as.ts';
import { noteInConsults } from './note.ts';

/** What deciding about kept-aside objects works with. */
export interface AsideDeps {
  db: Database;
  blobs: Blobs;
  acceptor: Pick<Acceptor, 'takeIn'>;
}

/**
 * A person says that what was kept aside is that patient's: it enters the catalogue as theirs. The originals stay as they were sent; who decided,
 * when and why stays with them. What is entered when the server dies meanwhile stays entered; the rest waits as before. Answers the number of objects.
 * Throws NOT_FOUND, CONFLICT (decided meanwhile, or the patient is no longer the one that was shown), INTEGRITY.
 */
export async function takeIn(deps: AsideDeps, by: Decider, id: number, { as, reason }: { as: Identity; reason: string }): Promise<number> {
  const { db, blobs } = deps;
  const org = by.organisationId;
  const group = await asideGroup(db, org, id);
  if (group === undefined) throw new AppError('NOT_FOUND');
  const shown = await knownAs(db, org, group, (sha256) => accessionOf(blobs.path(org, sha256)));
  if (!shown.some((one) => same(one, as)))
    throw new AppError('CONFLICT', { detail: 'The stored patient is no longer the one that you saw. Look again.' });
  const objects = await objectsOf(db, org, group).execute();
  let taken = 0;
  for (const object of objects) {
    const path = blobs.path(org, object.sha256);
    const { entry, code: said } = await described(path);
    const source: Source = { organisationId: org, door: object.door as Source['door'], sender: object.sender };
    const { code } = await deps.acceptor.takeIn({ path, object: { ...entry, patient: as }, code: said }, source);
    // What still stands against it, an order of somebody else for one, is another decision.
    if (INTAKE[code].outcome !== 'stored') break;
    await db
      .updateTable('quarantine')
      .set({ resolved_at: new Date().toISOString(), resolved_by: by.personId, resolution: `taken in: ${reason}` })
      .where('id', '=', object.id)
      .execute();
    taken++;
  }
  const detail = `${taken} of ${objects.length}: ${reason}`;
  await noteInConsults(db, by, group, { kind: 'images-taken-in', detail, mrn: as.mrn });
  if (taken < objects.length)
    throw new AppError('CONFLICT', { detail: `${taken} of ${objects.length} were taken in; the others also contradict something else.` });
  return taken;
}

const same = (a: Identity, b: Identity): boolean =>
  (['mrn', 'issuer', 'name', 'birthDate', 'sex'] as const).every((field) => a[field] === b[field]);

async function described(path: string): Promise<{ entry: Catalogued; code: IntakeCode }> {
  const verdict = await inspectFile(path).catch((cause: unknown) => {
    throw new AppError('INTEGRITY', { cause });
  });
  if (!verdict.ok) throw new AppError('INTEGRITY');
  // That it names nobody is what the decision answers.
  return { entry: entryOf(verdict.object), code: INTAKE[verdict.code].outcome === 'stored' ? verdict.code : 'OK' };
}

/** Accession number that an original names. Throws INTEGRITY when it cannot be read. */
export const accessionOf = async (path: string): Promise<string> => (await described(path)).entry.study.accessionNumber;
