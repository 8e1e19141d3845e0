/** Announced consults and whom they turn out to be of: the issuer beside the number, where a consult went, who has seen a change of patient. */
export const joining = `
ALTER TABLE consult ADD COLUMN issuer TEXT NOT NULL DEFAULT '';
ALTER TABLE consult ADD COLUMN joined_into TEXT REFERENCES consult;
UPDATE consult SET issuer = coalesce((SELECT max(issuer) FROM patient WHERE patient.organisation_id = consult.organisation_id AND patient.mrn = consult.mrn
  AND merged_into IS NULL HAVING count(*) = 1), '') WHERE mrn <> '';

CREATE TABLE identity_review_next (id INTEGER PRIMARY KEY, organisation_id TEXT NOT NULL REFERENCES organisation, consult_id TEXT NOT NULL REFERENCES consult, inbox_id INTEGER REFERENCES hl7_inbox,
  kind TEXT NOT NULL CHECK (kind IN ('merge','identity','join','number')), proposal TEXT NOT NULL, created_at TEXT NOT NULL, resolved_at TEXT, resolved_by TEXT REFERENCES person, resolution TEXT) STRICT;
INSERT INTO identity_review_next SELECT id, organisation_id, consult_id, inbox_id, kind, proposal, created_at, resolved_at, resolved_by, resolution FROM identity_review;
DROP TABLE identity_review;
ALTER TABLE identity_review_next RENAME TO identity_review;
CREATE INDEX identity_review_open ON identity_review (consult_id) WHERE resolved_at IS NULL;

CREATE TABLE identity_change (id INTEGER PRIMARY KEY, consult_id TEXT NOT NULL REFERENCES consult, at TEXT NOT NULL, person_id TEXT REFERENCES person, before TEXT NOT NULL, after TEXT NOT NULL) STRICT;
CREATE INDEX identity_change_consult ON identity_change (consult_id);
CREATE INDEX hl7_inbox_rejected ON hl7_inbox (organisation_id, id) WHERE state = 'rejected';
CREATE TABLE identity_seen (change_id INTEGER NOT NULL REFERENCES identity_change, person_id TEXT NOT NULL REFERENCES person, at TEXT NOT NULL, PRIMARY KEY (change_id, person_id)) STRICT;
`;
