/** Where an organisation's media had best run: a name that SFU processes register under; '' is anywhere. */
export const siteRegion = `
ALTER TABLE organisation ADD COLUMN region TEXT NOT NULL DEFAULT '';
`;
