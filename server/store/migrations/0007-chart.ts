/** What is stated in a consult, in order, and never changed; the zone a site tells its times in. */
export const chart = `
CREATE TABLE chart_entry (consult_id TEXT NOT NULL REFERENCES consult, seq INTEGER NOT NULL, id TEXT NOT NULL, at TEXT NOT NULL, person_id TEXT REFERENCES person, device TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('person','hl7','dicom','system')), kind TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (consult_id, seq), UNIQUE (consult_id, id)) STRICT;
CREATE TRIGGER chart_entry_stays BEFORE UPDATE ON chart_entry BEGIN SELECT RAISE(ABORT, 'an entry of a chart is never changed'); END;
CREATE TRIGGER chart_entry_kept BEFORE DELETE ON chart_entry BEGIN SELECT RAISE(ABORT, 'an entry of a chart is never removed'); END;
ALTER TABLE organisation ADD COLUMN zone TEXT NOT NULL DEFAULT '';
ALTER TABLE visit ADD COLUMN inbox_id INTEGER REFERENCES hl7_inbox;
`;
