import type { Generated } from 'kysely';

/** Consults with their chart, their guests, and what was drawn and written together. */
export interface ConsultTables {
  consult: {
    id: string;
    organisation_id: string;
    patient_name: string;
    mrn: string;
    birth_date: string;
    sex: string;
    state: 'open' | 'stood-down' | 'closed' | 'undone';
    opened_at: string;
    opened_by: 'images' | 'order' | 'person' | 'notification';
    hue: number;
    version: number;
    state_reason: string;
    accepted_by: string | null;
    accepted_at: string | null;
    /** Of the MRN; '' is not known. */
    issuer: Generated<string>;
    /** The consult that this one has become part of. */
    joined_into: Generated<string | null>;
  };
  consult_study: { consult_id: string; study_id: number; prior: number };
  consult_event: { id: Generated<number>; consult_id: string; at: string; person_id: string | null; kind: string; detail: string };
  /** `shared/protocol/chart`; `device`: of the browser it was entered on, '' for systems; `body` as JSON. Triggers keep rows as they are. */
  chart_entry: {
    consult_id: string;
    seq: number;
    id: string;
    at: string;
    person_id: string | null;
    device: string;
    origin: 'person' | 'hl7' | 'dicom' | 'system';
    kind: string;
    body: string;
  };
  /** The patient of a consult became another in what is shown; `before` and `after`: `ConsultSummary['patient']` as JSON. */
  identity_change: { id: Generated<number>; consult_id: string; at: string; person_id: string | null; before: string; after: string };
  identity_seen: { change_id: number; person_id: string; at: string };
  /** Interpreters and relatives with a link. `ended_at`: revoked, put out, expired under a call, or the consult is over. */
  guest_invitation: {
    id: string;
    consult_id: string;
    token_hash: string;
    kind: 'interpreter' | 'family';
    name: string;
    language: string;
    invited_by: string;
    invited_at: string;
    expires_at: string;
    ended_at: string | null;
  };
  collab_update: { consult_id: string; seq: number; person_id: string; at: string; bytes: Uint8Array };
  collab_snapshot: { consult_id: string; seq: number; bytes: Uint8Array };
  collab_client: { consult_id: string; client_id: number; person_id: string };
}
