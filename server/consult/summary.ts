import { sql } from 'kysely';
import type { CallBack, ConsultSummary } from '#shared/protocol/http.ts';
import { announcementsOf, onsetOf } from '../chart/onset.ts';
import { zoneOr } from '../chart/zone.ts';
import type { Database } from '../store/database.ts';
import type { Rooms } from './rooms.ts';
import { lastChanges } from './shown-patient.ts';

/** Consults as the worklist shows them, in the order of `ids`. */
export async function summarise(db: Database, rooms: Rooms, ids: readonly string[]): Promise<ConsultSummary[]> {
  if (ids.length === 0) return [];
  const consults = await db
    .selectFrom('consult')
    .innerJoin('organisation', 'organisation.id', 'consult.organisation_id')
    .leftJoin('person', 'person.id', 'consult.accepted_by')
    .where('consult.id', 'in', [...ids])
    .selectAll('consult')
    .select(['organisation.name as siteName', 'organisation.zone as siteZone', 'person.name as accepterName'])
    .execute();
  const studies = await db
    .selectFrom('consult_study')
    .innerJoin('study', 'study.id', 'consult_study.study_id')
    .innerJoin('series', 'series.study_id', 'study.id')
    .innerJoin('instance', 'instance.series_id', 'series.id')
    .where('consult_id', 'in', [...ids])
    .groupBy(['consult_id', 'study.id'])
    .select(['consult_id', 'study_uid', 'study.description', 'study_date', 'prior', 'first_received_at', 'last_received_at'])
    .select((eb) => [eb.fn.countAll<number>().as('instances'), sql<string>`group_concat(DISTINCT series.modality)`.as('modalities')])
    .orderBy('prior')
    .orderBy('first_received_at')
    .execute();
  const review = await db
    .selectFrom('quarantine')
    .innerJoin('consult', (join) => join.onRef('consult.organisation_id', '=', 'quarantine.organisation_id'))
    .where('consult.id', 'in', [...ids])
    .where('resolved_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('quarantine.consult_id', '=', eb.ref('consult.id')),
        eb(sql<string>`quarantine.patient ->> 'mrn'`, '=', eb.ref('consult.mrn')),
      ]),
    )
    .groupBy('consult.id')
    // One decision a study, reason and identity ([CA6]).
    .select(['consult.id', sql<number>`count(DISTINCT quarantine.code || ' ' || study_uid || ' ' || patient)`.as('count')])
    .execute();
  const sites = [...new Set(consults.map((row) => row.organisation_id))];
  const phones = await db
    .selectFrom('organisation')
    .leftJoin('organisation_link', 'organisation_link.hub_id', 'organisation.id')
    .where('phone', 'is not', null)
    .where((eb) => eb.or([eb('organisation.id', 'in', sites), eb('organisation_link.spoke_id', 'in', sites)]))
    .select(['organisation.id', 'organisation.name', 'phone', 'spoke_id'])
    .orderBy('organisation.kind', 'desc')
    .orderBy('organisation.name')
    .execute();
  const waiting = await db
    .selectFrom('identity_review')
    .where('consult_id', 'in', [...ids])
    .where('resolved_at', 'is', null)
    .groupBy('consult_id')
    .select(['consult_id as id', (eb) => eb.fn.countAll<number>().as('count')])
    .execute();
  const charts = await db
    .selectFrom('chart_entry')
    .where('consult_id', 'in', [...ids])
    .groupBy('consult_id')
    .select((eb) => ['consult_id', eb.fn.max('seq').as('seq')])
    .execute();
  const chartSeqOf = new Map(charts.map((row) => [row.consult_id, row.seq]));
  const joined = await joinedInto(db, ids);
  const onsets = await onsetOf(db, ids);
  const announcements = await announcementsOf(db, ids);
  const changes = await lastChanges(db, ids);
  const studiesOf = Map.groupBy(studies, (study) => study.consult_id);
  const reviewOf = new Map<string, number>();
  for (const { id, count } of [...review, ...waiting]) reviewOf.set(id, (reviewOf.get(id) ?? 0) + count);
  const byId = new Map(consults.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (row === undefined) return [];
    return [
      {
        id,
        state: row.state,
        site: { id: row.organisation_id, name: row.siteName, zone: zoneOr(row.siteZone) },
        callBack: callBackOf(row.organisation_id, phones),
        patient: { name: row.patient_name, mrn: row.mrn, birthDate: row.birth_date, sex: row.sex },
        openedAt: row.opened_at,
        openedBy: row.opened_by,
        hue: row.hue,
        studies: (studiesOf.get(id) ?? []).map((study) => ({
          studyInstanceUID: study.study_uid,
          description: study.description,
          instances: study.instances,
          modalities: study.modalities.split(','),
          firstReceivedAt: study.first_received_at,
          lastReceivedAt: study.last_received_at,
          prior: study.prior === 1,
          date: study.study_date,
        })),
        present: rooms.roster(id).map(({ personId, name, role, site, hue }) => ({ personId, name, role, site, hue })),
        acceptedBy:
          row.accepted_by === null ? null : { personId: row.accepted_by, name: row.accepterName ?? '', at: row.accepted_at ?? '' },
        needsReview: reviewOf.get(id) ?? 0,
        version: row.version,
        chartSeq: chartSeqOf.get(id) ?? 0,
        lastKnownWell: onsets.get(id) ?? null,
        stateReason: row.state_reason,
        announced: announcements.get(id) ?? null,
        joinedInto: row.joined_into,
        joinedFrom: (joined.get(id) ?? []).map((one) => ({ id: one.id, entries: one.entries })),
        identityChange: changes.get(id) ?? null,
      },
    ];
  });
}

/** What became part of each consult, and what people had entered there. */
async function joinedInto(db: Database, ids: readonly string[]): Promise<Map<string, { id: string; entries: number }[]>> {
  const rows = await db
    .selectFrom('consult')
    .leftJoin('chart_entry', (join) => join.onRef('chart_entry.consult_id', '=', 'consult.id').on('chart_entry.origin', '=', 'person'))
    .where('joined_into', 'in', [...ids])
    .groupBy('consult.id')
    .orderBy('consult.opened_at')
    .select(['consult.id', 'joined_into as into', (eb) => eb.fn.count<number>('chart_entry.seq').as('entries')])
    .execute();
  return Map.groupBy(rows, ({ into }) => into ?? '');
}

type PhoneRow = { id: string; name: string; phone: string | null; spoke_id: string | null };

/** The site first, then its hubs; each once. */
function callBackOf(siteId: string, phones: readonly PhoneRow[]): CallBack[] {
  const mine = phones.filter((row) => row.id === siteId || row.spoke_id === siteId);
  return [...new Map(mine.map((row) => [row.id, { siteId: row.id, site: row.name, phone: row.phone ?? '' }])).values()];
}
