import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { sourceAllows } from '../identity/source.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Database } from '../store/database.ts';
import type { Acceptor } from './accept.ts';
import type { AssociationLog } from './association-log.ts';
import type { AeResolution, CommitmentResult, CommitmentTransaction, InstanceReference, IntakePorts } from './thread.ts';

/** Failure reasons of storage commitment (PS3.3 §C.14.1.1). */
const PROCESSING_FAILURE = 0x0110;
const NO_SUCH_INSTANCE = 0x0112;
const CLASS_CONFLICT = 0x0119;

/** The intake thread's view of the rest: AE titles, the one way in, storage commitment over the database. */
export function intakePorts(deps: { db: Database; blobs: Blobs; acceptor: Acceptor; log: AssociationLog; aeTitle: string }): IntakePorts {
  const { db, blobs, acceptor, log, aeTitle } = deps;
  return {
    resolveAe: (calling, called, address) => resolveAe(db, aeTitle, calling, called, address),
    accept: acceptor.accept,
    verifyStored: (organisationId, items) => verifyStored(db, blobs, organisationId, items),
    onAssociation: (event) => log.note(event),
    commitments: {
      save: async (transaction) => {
        const row = {
          id: transaction.id,
          organisation_id: transaction.organisationId,
          created_at: new Date(transaction.requestedAt).toISOString(),
          next_try_at: new Date(transaction.nextAttemptAt).toISOString(),
          tries: transaction.attempts,
          body: JSON.stringify(transaction),
        };
        await db
          .insertInto('commitment')
          .values(row)
          .onConflict((oc) => oc.column('id').doUpdateSet(row))
          .execute();
      },
      due: async (now) => {
        const rows = await db
          .selectFrom('commitment')
          .select('body')
          .where('next_try_at', '<=', new Date(now).toISOString())
          .orderBy('next_try_at')
          .limit(100)
          .execute();
        return rows.map((row) => JSON.parse(row.body) as CommitmentTransaction);
      },
      done: async (id) => {
        await db.deleteFrom('commitment').where('id', '=', id).execute();
      },
      addressOf: async (organisationId, title) => {
        const row = await db
          .selectFrom('ae_title')
          .select(['host', 'port'])
          .where('title', '=', title)
          .where('organisation_id', '=', organisationId)
          .executeTakeFirst();
        return row?.host && row.port ? { host: row.host, port: row.port } : null;
      },
    },
  };
}

/** The address says who may speak here at all, the calling title chooses among them; anything else is refused, never guessed. */
async function resolveAe(db: Database, aeTitle: string, calling: string, called: string, address: string): Promise<AeResolution> {
  if (called !== aeTitle) return { ok: false, reason: 'called' };
  const row = await db.selectFrom('ae_title').selectAll().where('title', '=', calling).executeTakeFirst();
  if (row === undefined || !sourceAllows(row.source, address)) return { ok: false, reason: 'calling' };
  return { ok: true, organisationId: row.organisation_id };
}

/** Every object is read again from disk and compared with its hash: "stored" is never said from memory. */
async function verifyStored(db: Database, blobs: Blobs, organisationId: string, items: InstanceReference[]): Promise<CommitmentResult> {
  const result: CommitmentResult = { stored: [], failed: [] };
  for (const item of items) {
    const row = await db
      .selectFrom('instance')
      .select(['sha256', 'sop_class'])
      .where('organisation_id', '=', organisationId)
      .where('sop_uid', '=', item.sopInstanceUid)
      .executeTakeFirst();
    if (row === undefined) result.failed.push({ ...item, reason: NO_SUCH_INSTANCE });
    else if (row.sop_class !== item.sopClassUid) result.failed.push({ ...item, reason: CLASS_CONFLICT });
    else if (await matches(blobs.path(organisationId, row.sha256), row.sha256)) result.stored.push(item);
    else result.failed.push({ ...item, reason: PROCESSING_FAILURE });
  }
  return result;
}

async function matches(path: string, sha256: string): Promise<boolean> {
  const hash = createHash('sha256');
  return pipeline(createReadStream(path), hash).then(
    () => hash.digest('hex') === sha256,
    () => false,
  );
}
