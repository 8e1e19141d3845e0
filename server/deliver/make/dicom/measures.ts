import { type Concept, concept, dcm } from './content.ts';

/** What a value of a measurement is, in codes; a name that is none of these keeps its words under a scheme of our own. */
export interface Measure {
  name: Concept;
  /** How it was derived from many pixels (PS3.16 CID 7464). */
  derivation: Concept | null;
  unit: Concept;
  /** Of a mark with two axes, the one that is meant. */
  axis: 'long' | 'short' | null;
}

const LENGTHS: Record<string, Concept> = {
  length: concept('410668003', 'SCT', 'Length'),
  'long axis': concept('103339001', 'SCT', 'Long Axis'),
  'short axis': concept('103340004', 'SCT', 'Short Axis'),
  area: concept('42798000', 'SCT', 'Area'),
};
const DERIVATIONS: Record<string, Concept> = {
  mean: concept('373098007', 'SCT', 'Mean'),
  'standard deviation': concept('386136009', 'SCT', 'Standard Deviation'),
  minimum: concept('255605001', 'SCT', 'Minimum'),
  maximum: concept('56851009', 'SCT', 'Maximum'),
};
const ATTENUATION = dcm('112031', 'Attenuation Coefficient');

const UNITS: Record<string, Concept> = {
  mm: concept('mm', 'UCUM', 'millimeter'),
  mm2: concept('mm2', 'UCUM', 'square millimeter'),
  deg: concept('deg', 'UCUM', 'degree'),
  "[hnsf'U]": concept("[hnsf'U]", 'UCUM', 'Hounsfield unit'),
  '{pixels}': concept('{pixels}', 'UCUM', 'pixels'),
  '{pixels2}': concept('{pixels2}', 'UCUM', 'square pixels'),
  '1': concept('1', 'UCUM', 'no units'),
};
/** What people write for them. */
const ALIASES: Record<string, string> = {
  HU: "[hnsf'U]",
  '[hnsf’U]': "[hnsf'U]",
  '°': 'deg',
  'mm²': 'mm2',
  px: '{pixels}',
  pixels: '{pixels}',
  'px²': '{pixels2}',
  '': '1',
};

export function measureOf(name: string, unit: string): Measure {
  const key = name.trim().toLowerCase();
  const ucum = ALIASES[unit] ?? unit;
  const measured = { unit: UNITS[ucum] ?? concept(ucum.slice(0, 16), 'UCUM', ucum), axis: axisOf(key) };
  const length = LENGTHS[key];
  if (length !== undefined) return { ...measured, name: length, derivation: null };
  const hounsfield = ucum === "[hnsf'U]";
  const derivation = DERIVATIONS[key];
  if (derivation !== undefined)
    return { ...measured, name: hounsfield ? ATTENUATION : concept('pixel-value', '99HYPERACUTE', 'Pixel value'), derivation };
  if (key === 'value' && hounsfield) return { ...measured, name: ATTENUATION, derivation: null };
  return { ...measured, name: concept(slug(key), '99HYPERACUTE', name.trim() || 'Value'), derivation: null };
}

const axisOf = (key: string): Measure['axis'] => (key === 'long axis' ? 'long' : key === 'short axis' ? 'short' : null);

/** SH: at most 16 characters. */
const slug = (key: string): string =>
  key
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 16) || 'value';
