/**
 * Where a clinical number comes from. 'read': in the source itself; 'secondary': in a source that quotes it; 'unchecked': general
 * knowledge. What is not 'read' is shown to users with its source, and a site may set its own.
 */
export interface Source {
  text: string;
  certainty: 'read' | 'secondary' | 'unchecked';
}

/** Date of the rule set, shown beside every number. */
export const RULES_DATE = '2026-11-21';

export const read = (text: string): Source => ({ text, certainty: 'read' });
export const secondary = (text: string): Source => ({ text, certainty: 'secondary' });
export const unchecked = (text: string): Source => ({ text, certainty: 'unchecked' });

export const AHA_2026 = 'AHA/ASA guideline 2026 (10.1161/STR.0000000000000513)';
