import type { Generated } from 'kysely';

/** Signed records on their way to other systems. */
export interface DeliverTables {
  /** Where signed records go. `gets`: JSON list of delivery kinds; `settings`: JSON by kind (`shared/protocol/deliver.ts`). */
  destination: {
    id: string;
    organisation_id: string;
    kind: 'archive' | 'mllp' | 'dimse' | 'stow';
    name: string;
    gets: string;
    settings: string;
    enabled: Generated<number>;
    created_at: string;
    removed_at: string | null;
  };
  /** `ConsultRecord` as JSON: what deliveries are made from. */
  delivery_record: { consult_id: string; version: number; body: string; enqueued_at: string };
  delivery: {
    id: Generated<number>;
    /** The destination's. */
    organisation_id: string;
    consult_id: string;
    record_version: number;
    destination_id: string;
    kind: 'oru' | 'mdm' | 'sr' | 'kos';
    /** Of DICOM objects: the study they belong to; else ''. */
    study_uid: string;
    state: 'waiting' | 'sent' | 'failed' | 'cancelled';
    tries: Generated<number>;
    /** Tries that the receiver itself answered with an error. */
    refusals: Generated<number>;
    next_try_at: string;
    /** `DeliveryFaultCode` of the last try, or ''. */
    error: Generated<string>;
    created_at: string;
    settled_at: string | null;
    settled_by: string | null;
    /** MSH-10 or SOP Instance UID. */
    identifier: string;
    /** As made for the first try; never made again. */
    bytes: Uint8Array | null;
  };
}
