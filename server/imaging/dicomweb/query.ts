import { AppError } from '#shared/protocol/errors.ts';

/** One matching key of QIDO-RS (PS3.18 §8.3.4.1), by tag. */
export interface Match {
  tag: string;
  value: string;
}

export interface Query {
  matches: Match[];
  includeAll: boolean;
  limit: number;
  offset: number;
}

const MAX_RESULTS = 5_000;

/** Keywords of the attributes that can be matched, PS3.18 Tables 10.6.1-5 and what viewers ask besides. */
export const KEYWORDS: Record<string, string> = {
  StudyInstanceUID: '0020000D',
  StudyDate: '00080020',
  StudyTime: '00080030',
  AccessionNumber: '00080050',
  ModalitiesInStudy: '00080061',
  ReferringPhysicianName: '00080090',
  PatientName: '00100010',
  PatientID: '00100020',
  IssuerOfPatientID: '00100021',
  StudyID: '00200010',
  StudyDescription: '00081030',
  Modality: '00080060',
  SeriesInstanceUID: '0020000E',
  SeriesNumber: '00200011',
  SeriesDescription: '0008103E',
  SOPClassUID: '00080016',
  SOPInstanceUID: '00080018',
  InstanceNumber: '00200013',
};
const KNOWN_TAGS = new Set(Object.values(KEYWORDS));

export function parseQuery(raw: Record<string, unknown>): Query {
  const query: Query = { matches: [], includeAll: false, limit: MAX_RESULTS, offset: 0 };
  for (const [key, given] of Object.entries(raw)) {
    const values = (Array.isArray(given) ? given : [given]).map(String);
    if (key === 'limit') query.limit = Math.min(MAX_RESULTS, whole(values[0]!));
    else if (key === 'offset') query.offset = whole(values[0]!);
    else if (key === 'includefield') query.includeAll ||= values.some((value) => value.split(',').includes('all'));
    else if (key === 'fuzzymatching') continue;
    else {
      const tag = KEYWORDS[key] ?? key.toUpperCase();
      if (!KNOWN_TAGS.has(tag)) throw new AppError('BAD_REQUEST', { detail: 'An attribute of the query cannot be matched.' });
      if (values[0] !== '' && values[0] !== '*') query.matches.push({ tag, value: values.join('\\') });
    }
  }
  return query;
}

function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new AppError('BAD_REQUEST', { detail: 'limit and offset are whole numbers.' });
  return Number(text);
}

/** UID list, date range, wildcard or plain equality (PS3.4 §C.2.2.2), as a test on one value. */
export function matcher(tag: string, wanted: string): (value: string) => boolean {
  if (/UID$/.test(keywordOf(tag))) {
    const uids = wanted.split(/[\\,]/);
    return (value) => uids.includes(value);
  }
  if (tag === '00080020' && wanted.includes('-')) {
    const [from = '', to = ''] = wanted.split('-');
    return (value) => value !== '' && (from === '' || value >= from) && (to === '' || value <= to);
  }
  const caseless = tag === '00100010' || tag === '00080090';
  const pattern = new RegExp(
    `^${wanted
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    caseless ? 'iu' : 'u',
  );
  return (value) => pattern.test(value);
}

const keywordOf = (tag: string): string => Object.keys(KEYWORDS).find((keyword) => KEYWORDS[keyword] === tag) ?? '';
