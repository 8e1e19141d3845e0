import type { Generated } from 'kysely';

/** Senders of images and what they sent. */
export interface ImagingTables {
  /** `source`: address or prefix a caller must come from ('127.', '*'); host and port: where to call back. */
  ae_title: { title: string; organisation_id: string; source: string; host: string | null; port: number | null };
  association: { id: string; organisation_id: string | null; started_at: string; ended_at: string | null; event: string };
  commitment: { id: string; organisation_id: string; created_at: string; next_try_at: string; tries: number; body: string };
  study: {
    id: Generated<number>;
    organisation_id: string;
    patient_id: number;
    study_uid: string;
    description: string;
    study_date: string;
    study_time: string;
    accession_number: string;
    institution: string;
    referring: string;
    study_id: string;
    first_received_at: string;
    last_received_at: string;
  };
  series: {
    id: Generated<number>;
    organisation_id: string;
    study_id: number;
    series_uid: string;
    modality: string;
    number: number | null;
    description: string;
    role: string;
    shape: string | null;
  };
  instance: {
    id: Generated<number>;
    organisation_id: string;
    series_id: number;
    sop_uid: string;
    sop_class: string;
    transfer_syntax: string;
    number: number | null;
    sha256: string;
    bytes: number;
    frames: number;
    code: string;
    door: string;
    sender: string;
    received_at: string;
    /** DICOM JSON model. */
    metadata: string;
    /** `ObjectLayout` of imaging/catalogue: where pixels and bulk values lie. */
    layout: string;
    /** `InstanceDescriptor` of imaging/catalogue: what a viewer must know of each frame. */
    descriptor: string;
  };
  frame: {
    id: Generated<number>;
    instance_id: number;
    number: number;
    state: 'pending' | 'ready' | 'failed';
    codec: string | null;
    bytes: number | null;
    ends: string | null;
    preview: number | null;
    sha256: string | null;
    why: string | null;
  };
  quarantine: {
    id: Generated<number>;
    organisation_id: string;
    code: string;
    sop_uid: string;
    study_uid: string;
    series_uid: string;
    sha256: string;
    bytes: number;
    door: string;
    sender: string;
    received_at: string;
    patient: string;
    consult_id: string | null;
    resolved_at: string | null;
    resolved_by: string | null;
    resolution: string | null;
  };
}
