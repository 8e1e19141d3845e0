/** Invitations of limited participants (interpreter, family). The token itself is kept nowhere. */
export const guest = `
CREATE TABLE guest_invitation (id TEXT PRIMARY KEY, consult_id TEXT NOT NULL REFERENCES consult, token_hash TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('interpreter','family')), name TEXT NOT NULL, language TEXT NOT NULL, invited_by TEXT NOT NULL REFERENCES person,
  invited_at TEXT NOT NULL, expires_at TEXT NOT NULL, ended_at TEXT) STRICT;
CREATE INDEX guest_invitation_consult ON guest_invitation (consult_id);
`;
