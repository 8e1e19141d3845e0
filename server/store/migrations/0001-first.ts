/** Every table is STRICT, and every row of a tenant carries its organisation. Instants are ISO 8601 UTC text. */
export const first = `
CREATE TABLE organisation (id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('spoke','hub')), created_at TEXT NOT NULL) STRICT;
CREATE TABLE organisation_link (spoke_id TEXT NOT NULL REFERENCES organisation, hub_id TEXT NOT NULL REFERENCES organisation, PRIMARY KEY (spoke_id, hub_id)) STRICT;
CREATE TABLE ae_title (title TEXT PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation, source TEXT NOT NULL, host TEXT, port INTEGER) STRICT;
CREATE TABLE person (id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation, email TEXT NOT NULL UNIQUE COLLATE NOCASE, name TEXT NOT NULL,
  role TEXT NOT NULL, password_hash TEXT NOT NULL, created_at TEXT NOT NULL, disabled_at TEXT) STRICT;
CREATE TABLE session (token_hash TEXT PRIMARY KEY, person_id TEXT NOT NULL REFERENCES person, created_at TEXT NOT NULL, seen_at TEXT NOT NULL, expires_at TEXT NOT NULL) STRICT;
CREATE TABLE api_key (id TEXT PRIMARY KEY, key_hash TEXT NOT NULL UNIQUE, organisation_id TEXT NOT NULL REFERENCES organisation, name TEXT NOT NULL, created_at TEXT NOT NULL, revoked_at TEXT) STRICT;

CREATE TABLE patient (id INTEGER PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation, mrn TEXT NOT NULL, issuer TEXT NOT NULL, name TEXT NOT NULL,
  birth_date TEXT NOT NULL, sex TEXT NOT NULL, UNIQUE (organisation_id, mrn, issuer)) STRICT;
CREATE TABLE study (id INTEGER PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation, patient_id INTEGER NOT NULL REFERENCES patient, study_uid TEXT NOT NULL,
  description TEXT NOT NULL, study_date TEXT NOT NULL, study_time TEXT NOT NULL, accession_number TEXT NOT NULL, institution TEXT NOT NULL, referring TEXT NOT NULL, study_id TEXT NOT NULL,
  first_received_at TEXT NOT NULL, last_received_at TEXT NOT NULL, UNIQUE (organisation_id, study_uid)) STRICT;
CREATE TABLE series (id INTEGER PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation, study_id INTEGER NOT NULL REFERENCES study, series_uid TEXT NOT NULL, modality TEXT NOT NULL,
  number INTEGER, description TEXT NOT NULL, role TEXT NOT NULL, shape TEXT, UNIQUE (organisation_id, series_uid)) STRICT;
CREATE TABLE instance (id INTEGER PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation, series_id INTEGER NOT NULL REFERENCES series, sop_uid TEXT NOT NULL, sop_class TEXT NOT NULL,
  transfer_syntax TEXT NOT NULL, number REAL, sha256 TEXT NOT NULL, content_sha256 TEXT NOT NULL, dataset_sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, frames INTEGER NOT NULL,
  code TEXT NOT NULL, door TEXT NOT NULL, sender TEXT NOT NULL, received_at TEXT NOT NULL, metadata TEXT NOT NULL, layout TEXT NOT NULL, descriptor TEXT NOT NULL, UNIQUE (organisation_id, sop_uid)) STRICT;
CREATE INDEX instance_series ON instance (series_id);
CREATE INDEX series_study ON series (study_id);
CREATE INDEX study_patient ON study (patient_id);
CREATE TABLE frame (id INTEGER PRIMARY KEY AUTOINCREMENT, instance_id INTEGER NOT NULL REFERENCES instance ON DELETE CASCADE, number INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending','ready','failed')), codec TEXT, bytes INTEGER, ends TEXT, preview INTEGER, sha256 TEXT, why TEXT, UNIQUE (instance_id, number)) STRICT;
CREATE INDEX frame_pending ON frame (id) WHERE state = 'pending';
CREATE TABLE quarantine (id INTEGER PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation, code TEXT NOT NULL, sop_uid TEXT NOT NULL, study_uid TEXT NOT NULL, series_uid TEXT NOT NULL,
  sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, door TEXT NOT NULL, sender TEXT NOT NULL, received_at TEXT NOT NULL, patient TEXT NOT NULL, consult_id TEXT, resolved_at TEXT, resolved_by TEXT, resolution TEXT,
  UNIQUE (organisation_id, sop_uid, sha256)) STRICT;

CREATE TABLE consult (id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation, patient_name TEXT NOT NULL, mrn TEXT NOT NULL, birth_date TEXT NOT NULL, sex TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open','stood-down','closed','undone')), opened_at TEXT NOT NULL, opened_by TEXT NOT NULL, hue INTEGER NOT NULL, version INTEGER NOT NULL,
  state_reason TEXT NOT NULL, accepted_by TEXT REFERENCES person, accepted_at TEXT) STRICT;
CREATE INDEX consult_open ON consult (organisation_id, mrn) WHERE state = 'open';
CREATE TABLE consult_study (consult_id TEXT NOT NULL REFERENCES consult, study_id INTEGER NOT NULL REFERENCES study, prior INTEGER NOT NULL, PRIMARY KEY (consult_id, study_id)) STRICT;
CREATE INDEX consult_study_study ON consult_study (study_id);
CREATE TABLE consult_event (id INTEGER PRIMARY KEY, consult_id TEXT NOT NULL REFERENCES consult, at TEXT NOT NULL, person_id TEXT, kind TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
CREATE INDEX consult_event_consult ON consult_event (consult_id);

CREATE TABLE association (id TEXT PRIMARY KEY, organisation_id TEXT, started_at TEXT NOT NULL, ended_at TEXT, event TEXT NOT NULL) STRICT;
CREATE INDEX association_started ON association (started_at);
CREATE TABLE commitment (id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL, created_at TEXT NOT NULL, next_try_at TEXT NOT NULL, tries INTEGER NOT NULL, body TEXT NOT NULL) STRICT;

CREATE TABLE collab_update (consult_id TEXT NOT NULL REFERENCES consult, seq INTEGER NOT NULL, person_id TEXT NOT NULL, at TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (consult_id, seq)) STRICT;
CREATE TABLE collab_snapshot (consult_id TEXT PRIMARY KEY REFERENCES consult, seq INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
CREATE TABLE collab_client (consult_id TEXT NOT NULL REFERENCES consult, client_id INTEGER NOT NULL, person_id TEXT NOT NULL, PRIMARY KEY (consult_id, client_id)) STRICT;
`;
