/** What hospital systems send (HL7 v2), and what it says of patients, visits, orders and measured values. */
export const hl7 = `
CREATE TABLE hl7_sender (facility TEXT NOT NULL, source TEXT NOT NULL, organisation_id TEXT NOT NULL REFERENCES organisation, charset TEXT NOT NULL DEFAULT '',
  line_feeds INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (facility, source)) STRICT;
CREATE TABLE hl7_inbox (id INTEGER PRIMARY KEY AUTOINCREMENT, organisation_id TEXT NOT NULL REFERENCES organisation, sender TEXT NOT NULL, control_id TEXT NOT NULL,
  body_sha256 TEXT NOT NULL, type TEXT NOT NULL, received_at TEXT NOT NULL, sent_at TEXT, raw BLOB NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('received','applied','review','rejected')), code TEXT NOT NULL, unmapped TEXT NOT NULL DEFAULT '[]', applied_at TEXT) STRICT;
CREATE UNIQUE INDEX hl7_inbox_once ON hl7_inbox (organisation_id, sender, control_id) WHERE state <> 'rejected';
CREATE INDEX hl7_inbox_organisation ON hl7_inbox (organisation_id, id);

ALTER TABLE patient ADD COLUMN merged_into INTEGER REFERENCES patient;
CREATE INDEX patient_merged ON patient (merged_into) WHERE merged_into IS NOT NULL;
CREATE TABLE visit (id INTEGER PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation, patient_id INTEGER NOT NULL REFERENCES patient, number TEXT NOT NULL,
  class TEXT NOT NULL, location TEXT NOT NULL, admitted_at TEXT, discharged_at TEXT, cancelled_at TEXT, UNIQUE (organisation_id, patient_id, number)) STRICT;
CREATE TABLE imaging_order (id INTEGER PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation, patient_id INTEGER NOT NULL REFERENCES patient, accession_number TEXT NOT NULL,
  placer TEXT NOT NULL, filler TEXT NOT NULL, code TEXT NOT NULL, description TEXT NOT NULL, reason TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('ordered','cancelled')),
  ordered_at TEXT NOT NULL, UNIQUE (organisation_id, accession_number)) STRICT;
CREATE TABLE observation (id INTEGER PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation, patient_id INTEGER NOT NULL REFERENCES patient, inbox_id INTEGER NOT NULL REFERENCES hl7_inbox,
  position INTEGER NOT NULL, loinc TEXT NOT NULL, value REAL, text TEXT NOT NULL, unit TEXT NOT NULL, status TEXT NOT NULL, observed_at TEXT, received_at TEXT NOT NULL,
  UNIQUE (inbox_id, position)) STRICT;
CREATE INDEX observation_patient ON observation (patient_id, loinc);
CREATE TABLE identity_review (id INTEGER PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation, consult_id TEXT NOT NULL REFERENCES consult, inbox_id INTEGER NOT NULL REFERENCES hl7_inbox,
  kind TEXT NOT NULL CHECK (kind IN ('merge','identity')), proposal TEXT NOT NULL, created_at TEXT NOT NULL, resolved_at TEXT, resolved_by TEXT REFERENCES person, resolution TEXT) STRICT;
CREATE INDEX identity_review_open ON identity_review (consult_id) WHERE resolved_at IS NULL;
CREATE TABLE site_setting (organisation_id TEXT NOT NULL REFERENCES organisation, name TEXT NOT NULL, value TEXT NOT NULL, changed_at TEXT NOT NULL, PRIMARY KEY (organisation_id, name)) STRICT;
`;
