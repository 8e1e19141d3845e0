import type { Generated } from 'kysely';

/** Patients, and what the hospital’s systems tell of them. */
export interface PatientTables {
  patient: {
    id: Generated<number>;
    organisation_id: string;
    mrn: string;
    issuer: string;
    name: string;
    birth_date: string;
    sex: string;
    /** The patient that this one was merged into (ADT^A40). */
    merged_into: Generated<number | null>;
  };
  visit: {
    id: Generated<number>;
    organisation_id: string;
    patient_id: number;
    number: string;
    class: string;
    location: string;
    admitted_at: string | null;
    discharged_at: string | null;
    cancelled_at: string | null;
    /** The message that told of the arrival. */
    inbox_id: Generated<number | null>;
  };
  imaging_order: {
    id: Generated<number>;
    organisation_id: string;
    patient_id: number;
    accession_number: string;
    placer: string;
    filler: string;
    code: string;
    description: string;
    reason: string;
    state: 'ordered' | 'cancelled';
    ordered_at: string;
  };
  observation: {
    id: Generated<number>;
    organisation_id: string;
    patient_id: number;
    inbox_id: number;
    position: number;
    loinc: string;
    value: number | null;
    text: string;
    unit: string;
    status: string;
    observed_at: string | null;
    received_at: string;
  };
  hl7_sender: { facility: string; source: string; organisation_id: string; charset: Generated<string>; line_feeds: Generated<number> };
  hl7_inbox: {
    id: Generated<number>;
    organisation_id: string;
    /** MSH-3 and MSH-4. */
    sender: string;
    control_id: string;
    body_sha256: string;
    /** `ADT^A08`. */
    type: string;
    received_at: string;
    sent_at: string | null;
    raw: Uint8Array;
    state: 'received' | 'applied' | 'review' | 'rejected';
    code: string;
    /** JSON list of local codes that no map names. */
    unmapped: Generated<string>;
    applied_at: string | null;
  };
  identity_review: {
    id: Generated<number>;
    organisation_id: string;
    consult_id: string;
    /** null: no message asks it. */
    inbox_id: number | null;
    kind: 'merge' | 'identity' | 'join' | 'number';
    /** JSON: what would change, for the person who decides. */
    proposal: string;
    created_at: string;
    resolved_at: string | null;
    resolved_by: string | null;
    resolution: string | null;
  };
}
