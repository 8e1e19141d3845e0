import type { Generated } from 'kysely';

/** Row types of `migrations/`; names are the columns'. Instants are ISO 8601 UTC text, JSON columns are parsed where they are read. */
export interface Schema {
  organisation: {
    id: string;
    name: string;
    kind: 'spoke' | 'hub';
    created_at: string;
    region: Generated<string>;
    phone: Generated<string | null>;
    /** IANA zone of its clocks; '' is the server's own. */
    zone: Generated<string>;
    /** How long a call rings for each person of this hub, s. */
    call_seconds: Generated<number>;
    on_call_version: Generated<number>;
  };
  organisation_link: { spoke_id: string; hub_id: string };
  /** `source`: address or prefix a caller must come from ('127.', '*'); host and port: where to call back. */
  ae_title: { title: string; organisation_id: string; source: string; host: string | null; port: number | null };
  person: {
    id: string;
    organisation_id: string;
    email: string;
    name: string;
    role: string;
    password_hash: string;
    created_at: string;
    disabled_at: string | null;
  };
  /** Lines of a hub's roster in order; without `from_at` and `until_at` a line holds always. */
  on_call: { organisation_id: string; position: number; person_id: string; from_at: string | null; until_at: string | null };
  call_contact: { person_id: string; email: number; webhook_url: string | null; webhook_secret: string | null };
  /** Path tests of `/check`: the last one of each device. `result`: `CheckReport` as JSON. */
  site_check: { organisation_id: string; device: string; at: string; person_id: string; result: string };
  session: { token_hash: string; person_id: string; created_at: string; seen_at: string; expires_at: string };
  api_key: { id: string; key_hash: string; organisation_id: string; name: string; created_at: string; revoked_at: string | null };
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
  /** JSON values that a site's admin sets. */
  site_setting: { organisation_id: string; name: string; value: string; changed_at: string };

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
  /** The patient of a consult became another in what is shown; `before` and `after`: `ConsultSummary['patient']` as JSON. */
  identity_change: { id: Generated<number>; consult_id: string; at: string; person_id: string | null; before: string; after: string };
  identity_seen: { change_id: number; person_id: string; at: string };
  consult_study: { consult_id: string; study_id: number; prior: number };
  consult_event: { id: Generated<number>; consult_id: string; at: string; person_id: string | null; kind: string; detail: string };
  call: {
    consult_id: string;
    state: 'asked' | 'ringing' | 'nobody' | 'accepted' | 'ended';
    /** Rises with every call begun anew; a run goes through the roster in rounds. */
    run: number;
    round: number;
    started_at: string;
    alarm_since: string | null;
    alarm_why: 'nobody-answered' | 'nobody-on-call' | null;
    /** Whose acceptance the call knows of. */
    accepted_by: string | null;
    version: number;
  };
  call_step: {
    id: Generated<number>;
    consult_id: string;
    run: number;
    round: number;
    person_id: string;
    since: string;
    until: string;
    /** null: it rings. */
    outcome: 'accepted' | 'declined' | 'no-answer' | 'ended' | null;
    answered_at: string | null;
    reason: string;
    words: string;
  };
  call_notice: {
    step_id: number;
    kind: 'webhook' | 'email';
    state: 'waiting' | 'sent' | 'failed' | 'over';
    tries: number;
    next_try_at: string;
    why: string;
  };
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
  association: { id: string; organisation_id: string | null; started_at: string; ended_at: string | null; event: string };
  commitment: { id: string; organisation_id: string; created_at: string; next_try_at: string; tries: number; body: string };
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
