import type { FrameShape, ReadyFrame, SeriesRole } from '#shared/protocol/stream.ts';
import type { Bus, BusEvents } from '../../store/bus.ts';
import type { Database } from '../../store/database.ts';
import type { InstanceDescriptor } from '../catalogue/describe.ts';
import { readyFrameOf } from '../ready-frame.ts';
import { type InstanceRow, type StudyChange, StudyModel } from './study-model.ts';

/** What a viewer of a study is told. */
export interface StudyListener {
  changed(model: StudyModel, change: StudyChange): void;
  ready(model: StudyModel, ready: ReadyFrame): void;
  failed(model: StudyModel, id: number, why: string): void;
}

interface Entry {
  model: StudyModel;
  listeners: Set<StudyListener>;
  /** Instances told of while others were being read. */
  arrived: Set<number>;
  reading: Promise<void> | undefined;
}

/** Arrivals are gathered this long before one read serves them all, ms. Well inside the 100 ms in which they join the plan. */
const GATHER_MS = 10;

/** Every study that somebody looks at now, in memory once. */
export class LiveStudies {
  readonly #db: Database;
  readonly #entries = new Map<number, Promise<Entry>>();

  constructor(db: Database, bus: Bus) {
    this.#db = db;
    bus.on('stored', (event) => void this.#stored(event));
    bus.on('frame', (event) => void this.#frame(event));
  }

  /** Somebody looks at it now. */
  isOpen(studyId: number): boolean {
    return this.#entries.has(studyId);
  }

  /** The listener is told of everything after the model as it is when this resolves. */
  async open(studyId: number, listener: StudyListener): Promise<StudyModel> {
    let opening = this.#entries.get(studyId);
    if (opening === undefined) {
      opening = this.#load(studyId);
      this.#entries.set(studyId, opening);
      opening.catch(() => this.#entries.delete(studyId));
    }
    const entry = await opening;
    entry.listeners.add(listener);
    return entry.model;
  }

  async release(studyId: number, listener: StudyListener): Promise<void> {
    const entry = await this.#entries.get(studyId);
    entry?.listeners.delete(listener);
    if (entry?.listeners.size === 0) this.#entries.delete(studyId);
  }

  async #load(studyId: number): Promise<Entry> {
    const row = await this.#db
      .selectFrom('study')
      .innerJoin('patient', 'patient.id', 'study.patient_id')
      .where('study.id', '=', studyId)
      .select([
        'study_uid',
        'description',
        'study_date',
        'study_time',
        'accession_number',
        'institution',
        'patient.name',
        'patient.mrn',
        'patient.birth_date',
        'patient.sex',
      ])
      .executeTakeFirstOrThrow();
    const model = new StudyModel({
      studyInstanceUid: row.study_uid,
      description: row.description,
      date: row.study_date,
      time: row.study_time,
      accessionNumber: row.accession_number,
      institution: row.institution,
      patient: { name: row.name, id: row.mrn, birthDate: row.birth_date, sex: row.sex },
    });
    const entry: Entry = { model, listeners: new Set(), arrived: new Set(), reading: undefined };
    model.add(await this.#rows({ studyId }));
    return entry;
  }

  async #stored({ studyId, instanceId }: BusEvents['stored']): Promise<void> {
    const entry = await this.#entries.get(studyId)?.catch(() => undefined);
    if (entry === undefined) return;
    entry.arrived.add(instanceId);
    entry.reading ??= this.#readArrived(entry).finally(() => {
      entry.reading = undefined;
    });
  }

  async #readArrived(entry: Entry): Promise<void> {
    while (entry.arrived.size > 0) {
      await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
      const instanceIds = [...entry.arrived];
      entry.arrived.clear();
      const change = entry.model.add(await this.#rows({ instanceIds }));
      if (change.series.length > 0) for (const listener of entry.listeners) listener.changed(entry.model, change);
    }
  }

  async #frame(event: BusEvents['frame']): Promise<void> {
    for (const opening of this.#entries.values()) {
      const entry = await opening.catch(() => undefined);
      if (entry === undefined) continue;
      // The codestream can be quicker than the gathered read of its instance.
      if (entry.reading !== undefined && entry.model.frame(event.frameId) === undefined) await entry.reading;
      if (event.state === 'ready' ? !entry.model.setReady(event.frameId, event.ready) : !entry.model.setFailed(event.frameId, event.why))
        continue;
      for (const listener of entry.listeners) {
        if (event.state === 'ready') listener.ready(entry.model, event.ready);
        else listener.failed(entry.model, event.frameId, event.why);
      }
      return;
    }
  }

  async #rows(which: { studyId: number } | { instanceIds: number[] }): Promise<InstanceRow[]> {
    const instances = await this.#db
      .selectFrom('instance')
      .innerJoin('series', 'series.id', 'instance.series_id')
      .$if('studyId' in which, (query) => query.where('series.study_id', '=', (which as { studyId: number }).studyId))
      .$if('instanceIds' in which, (query) => query.where('instance.id', 'in', (which as { instanceIds: number[] }).instanceIds))
      .select([
        'instance.id',
        'instance.organisation_id',
        'series_uid',
        'modality',
        'series.description',
        'series.number as seriesNumber',
        'role',
        'shape',
        'sop_uid',
        'instance.number',
        'descriptor',
      ])
      .execute();
    const frames = await this.#db
      .selectFrom('frame')
      .innerJoin('instance', 'instance.id', 'frame.instance_id')
      .innerJoin('series', 'series.id', 'instance.series_id')
      .$if('studyId' in which, (query) => query.where('series.study_id', '=', (which as { studyId: number }).studyId))
      .$if('instanceIds' in which, (query) => query.where('instance.id', 'in', (which as { instanceIds: number[] }).instanceIds))
      .select(['frame.id', 'frame.instance_id', 'frame.number', 'state', 'codec', 'ends', 'preview', 'frame.sha256', 'why'])
      .execute();
    const framesOf = Map.groupBy(frames, (frame) => frame.instance_id);
    return instances.map((row) => ({
      organisationId: row.organisation_id,
      seriesUid: row.series_uid,
      modality: row.modality,
      seriesDescription: row.description,
      seriesNumber: row.seriesNumber,
      role: row.role as SeriesRole,
      seriesShape: row.shape === null ? null : (JSON.parse(row.shape) as FrameShape),
      sop: row.sop_uid,
      number: row.number,
      descriptor: JSON.parse(row.descriptor) as InstanceDescriptor,
      frames: (framesOf.get(row.id) ?? []).map((frame) => ({
        id: frame.id,
        number: frame.number,
        ready: readyFrameOf(frame),
        failed: frame.state === 'failed' ? (frame.why ?? '') : null,
      })),
    }));
  }
}
