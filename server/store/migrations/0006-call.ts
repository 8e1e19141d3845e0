/** Who is on call at a hub, how each is reached, and every call of a consult step by step. */
export const call = `
ALTER TABLE organisation ADD COLUMN call_seconds INTEGER NOT NULL DEFAULT 60 CHECK (call_seconds BETWEEN 1 AND 600);
ALTER TABLE organisation ADD COLUMN on_call_version INTEGER NOT NULL DEFAULT 0;
CREATE TABLE on_call (organisation_id TEXT NOT NULL REFERENCES organisation, position INTEGER NOT NULL, person_id TEXT NOT NULL REFERENCES person,
  from_at TEXT, until_at TEXT, PRIMARY KEY (organisation_id, position)) STRICT;
CREATE TABLE call_contact (person_id TEXT PRIMARY KEY REFERENCES person, email INTEGER NOT NULL, webhook_url TEXT, webhook_secret TEXT) STRICT;

CREATE TABLE call (consult_id TEXT PRIMARY KEY REFERENCES consult, state TEXT NOT NULL CHECK (state IN ('asked','ringing','nobody','accepted','ended')),
  run INTEGER NOT NULL, round INTEGER NOT NULL, started_at TEXT NOT NULL, alarm_since TEXT, alarm_why TEXT CHECK (alarm_why IN ('nobody-answered','nobody-on-call')),
  accepted_by TEXT REFERENCES person, version INTEGER NOT NULL) STRICT;
CREATE INDEX call_state ON call (state);
CREATE TABLE call_step (id INTEGER PRIMARY KEY AUTOINCREMENT, consult_id TEXT NOT NULL REFERENCES consult, run INTEGER NOT NULL, round INTEGER NOT NULL,
  person_id TEXT NOT NULL REFERENCES person, since TEXT NOT NULL, until TEXT NOT NULL,
  outcome TEXT CHECK (outcome IN ('accepted','declined','no-answer','ended')), answered_at TEXT, reason TEXT NOT NULL, words TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX call_step_once ON call_step (consult_id, run, round, person_id);
CREATE UNIQUE INDEX call_step_one_rings ON call_step (consult_id) WHERE outcome IS NULL;
CREATE TABLE call_notice (step_id INTEGER NOT NULL REFERENCES call_step, kind TEXT NOT NULL CHECK (kind IN ('webhook','email')),
  state TEXT NOT NULL CHECK (state IN ('waiting','sent','failed','over')), tries INTEGER NOT NULL, next_try_at TEXT NOT NULL, why TEXT NOT NULL, PRIMARY KEY (step_id, kind)) STRICT;
CREATE INDEX call_notice_waiting ON call_notice (next_try_at) WHERE state = 'waiting';
`;
