import { type TableStep, tableStep } from '#shared/imaging/table-step.ts';
import type { ImageReference } from '#shared/protocol/record.ts';
import { request } from '../../app/http.ts';

type Attribute = { Value?: unknown[] } | undefined;
const numbers = (attribute: Attribute): number[] => (attribute?.Value ?? []).map(Number);

/** How far apart the slices of a series are and how they are tilted, from its own positions. Null when it cannot be told. */
export async function seriesStep(consultId: string, { studyInstanceUid, seriesInstanceUid }: ImageReference): Promise<TableStep | null> {
  const path = `/api/consults/${encodeURIComponent(consultId)}/dicomweb/studies/${studyInstanceUid}/series/${seriesInstanceUid}/metadata`;
  const instances = await request<Record<string, Attribute>[]>('GET', path);
  const positions = instances
    .map((one) => numbers(one['00200032']))
    .filter((p): p is [number, number, number] => p.length === 3 && p.every(Number.isFinite));
  return tableStep(positions, numbers(instances[0]?.['00200037']));
}
