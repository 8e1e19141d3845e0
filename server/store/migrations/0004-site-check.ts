/** The number to call when sound is lost, and what the path test of `/check` found at each site, device by device. */
export const siteCheck = `
ALTER TABLE organisation ADD COLUMN phone TEXT;
CREATE TABLE site_check (organisation_id TEXT NOT NULL REFERENCES organisation, device TEXT NOT NULL, at TEXT NOT NULL, person_id TEXT NOT NULL REFERENCES person,
  result TEXT NOT NULL, PRIMARY KEY (organisation_id, device)) STRICT;
`;
