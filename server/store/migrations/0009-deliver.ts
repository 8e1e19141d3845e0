/** Signed records on their way to other systems: where to, and each document until it is acknowledged. */
export const deliver = `
CREATE TABLE destination (id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation, kind TEXT NOT NULL CHECK (kind IN ('archive','mllp','dimse','stow')),
  name TEXT NOT NULL, gets TEXT NOT NULL, settings TEXT NOT NULL, enabled INTEGER NOT NULL DEFAULT 1, created_at TEXT NOT NULL, removed_at TEXT) STRICT;
CREATE UNIQUE INDEX destination_name ON destination (organisation_id, name) WHERE removed_at IS NULL;
CREATE TABLE delivery_record (consult_id TEXT NOT NULL REFERENCES consult, version INTEGER NOT NULL, body TEXT NOT NULL, enqueued_at TEXT NOT NULL,
  PRIMARY KEY (consult_id, version)) STRICT;
CREATE TABLE delivery (id INTEGER PRIMARY KEY AUTOINCREMENT, organisation_id TEXT NOT NULL REFERENCES organisation, consult_id TEXT NOT NULL, record_version INTEGER NOT NULL,
  destination_id TEXT NOT NULL REFERENCES destination, kind TEXT NOT NULL CHECK (kind IN ('oru','mdm','sr','kos')), study_uid TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting','sent','failed','cancelled')), tries INTEGER NOT NULL DEFAULT 0, refusals INTEGER NOT NULL DEFAULT 0, next_try_at TEXT NOT NULL,
  error TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL, settled_at TEXT, settled_by TEXT REFERENCES person, identifier TEXT NOT NULL, bytes BLOB,
  FOREIGN KEY (consult_id, record_version) REFERENCES delivery_record (consult_id, version),
  UNIQUE (destination_id, consult_id, record_version, kind, study_uid)) STRICT;
CREATE INDEX delivery_queue ON delivery (state, destination_id, id);
CREATE INDEX delivery_identifier ON delivery (identifier);
CREATE INDEX delivery_consult ON delivery (consult_id);
CREATE INDEX delivery_organisation ON delivery (organisation_id, id);
`;
