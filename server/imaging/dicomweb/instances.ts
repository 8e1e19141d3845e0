import { AppError } from '#shared/protocol/errors.ts';
import type { ReadyFrame } from '#shared/protocol/stream.ts';
import type { DicomJson } from '../../intake/types.ts';
import type { Database } from '../../store/database.ts';
import type { ObjectLayout } from '../catalogue/layout.ts';
import { readyFrameOf } from '../ready-frame.ts';
import { type Scope, studiesIn } from './scope.ts';

export interface StoredInstance {
  id: number;
  organisationId: string;
  studyUid: string;
  seriesUid: string;
  sopUid: string;
  sopClass: string;
  transferSyntax: string;
  sha256: string;
  bytes: number;
  frames: number;
  dataset: DicomJson;
  layout: ObjectLayout;
  /** Index of codestreams by frame number, filled as they are asked for. */
  ready: Map<number, ReadyFrame>;
}

export interface InstancePath {
  study: string;
  series?: string;
  instance?: string;
}

/** Instances of a study, a series, or one, in order of arrival. Throws NOT_FOUND when there is none in the scope. */
export async function instancesOf(db: Database, scope: Scope, path: InstancePath): Promise<StoredInstance[]> {
  const rows = await studiesIn(db, scope)
    .innerJoin('series', 'series.study_id', 'study.id')
    .innerJoin('instance', 'instance.series_id', 'series.id')
    .where('study_uid', '=', path.study)
    .$if(path.series !== undefined, (query) => query.where('series_uid', '=', path.series!))
    .$if(path.instance !== undefined, (query) => query.where('sop_uid', '=', path.instance!))
    .select([
      'instance.id',
      'instance.organisation_id',
      'study_uid',
      'series_uid',
      'sop_uid',
      'sop_class',
      'transfer_syntax',
      'sha256',
      'bytes',
      'frames',
      'metadata',
      'layout',
    ])
    .orderBy('instance.id')
    .execute();
  if (rows.length === 0) throw new AppError('NOT_FOUND');
  return rows.map((row) => ({
    id: row.id,
    organisationId: row.organisation_id,
    studyUid: row.study_uid,
    seriesUid: row.series_uid,
    sopUid: row.sop_uid,
    sopClass: row.sop_class,
    transferSyntax: row.transfer_syntax,
    sha256: row.sha256,
    bytes: row.bytes,
    frames: row.frames,
    dataset: JSON.parse(row.metadata) as DicomJson,
    layout: JSON.parse(row.layout) as ObjectLayout,
    ready: new Map(),
  }));
}

export async function oneInstance(db: Database, scope: Scope, path: Required<InstancePath>): Promise<StoredInstance> {
  return (await instancesOf(db, scope, path))[0]!;
}

/** Codestream facts of the named frames (1-based); null where it is not made yet or cannot be. */
export async function framesOf(
  db: Database,
  instanceId: number,
  numbers: readonly number[],
): Promise<Map<number, { id: number; ready: ReadyFrame | null; why: string | null }>> {
  const rows = await db
    .selectFrom('frame')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .where('number', 'in', [...numbers])
    .execute();
  return new Map(rows.map((row) => [row.number, { id: row.id, why: row.why, ready: readyFrameOf(row) }]));
}
