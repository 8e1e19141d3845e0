import type { SeriesRole } from '../protocol/stream.ts';

/** What decides the role of a series: tags first, free text only where tags leave it open. */
export interface RoleTags {
  modality: string;
  sopClassUid: string;
  /** (0008,0008), upper case. */
  imageType: readonly string[];
  /** Series Description, Protocol Name and Body Part in one text, lower case. */
  text: string;
  /** (0018,0050), mm. */
  thickness: number | null;
  /** Contrast/Bolus Agent (0018,0010) present, or a contrast sequence. */
  contrast: boolean;
  colour: boolean;
  /** Number of Temporal Positions (0020,0105) or frames with an own acquisition time; 1 when unknown. */
  timePoints: number;
  hasPixels: boolean;
}

/** Thinner than this is "thin" (mm): routine head CT is 3 to 5, volumetric 0.5 to 1.5. */
export const THIN_BELOW_MM = 2.5;

const DOCUMENT_CLASSES = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.(88|104|11|66\.3|9|77\.1\.5\.4)(\.|$)/;
const DOSE_SR = '1.2.840.10008.5.1.4.1.1.88.67';
const SECONDARY_CAPTURE = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.7(\.|$)/;
const DOSE_TEXT = /\b(dose|exam summary|patient protocol|dosis)\b/;
const SUMMARY_TEXT = /\b(cbf|cbv|mtt|tmax|ttp|ttd|rapid|mismatch|perfusion map|summary)\b/;
const PERFUSION_TEXT = /\b(perfusion|perf|ctp|vpct|4d)\b/;
const ANGIO_TEXT = /\b(cta|angio|carotid|circle of willis|cow|arterial|venous phase)\b/;
const SCOUT_TEXT = /\b(scout|topogram|localizer|localiser|surview|scanogram)\b/;

/** Role of a series from the tags of its first image. Rules in order; the first that holds decides. */
export function seriesRoleOf(tags: RoleTags): SeriesRole {
  if (tags.sopClassUid === DOSE_SR) return 'dose';
  if (!tags.hasPixels || DOCUMENT_CLASSES.test(`${tags.sopClassUid}`)) return 'document';
  if (tags.imageType.includes('LOCALIZER') || SCOUT_TEXT.test(tags.text)) return 'scout';
  if (isDosePage(tags)) return 'dose';
  if (tags.modality === 'MR') return 'mr';
  if (tags.modality !== 'CT') return 'other-image';
  if (tags.colour || tags.imageType.includes('PERFUSION') || (tags.imageType[0] === 'DERIVED' && SUMMARY_TEXT.test(tags.text)))
    return 'perfusion-summary';
  if (tags.timePoints > 2 || PERFUSION_TEXT.test(tags.text)) return 'perfusion';
  if (tags.contrast || ANGIO_TEXT.test(tags.text)) return 'cta';
  return tags.thickness !== null && tags.thickness < THIN_BELOW_MM ? 'ncct-thin' : 'ncct-thick';
}

const isDosePage = (tags: RoleTags): boolean =>
  DOSE_TEXT.test(tags.text) &&
  (SECONDARY_CAPTURE.test(tags.sopClassUid) || tags.imageType[0] === 'DERIVED' || tags.imageType.includes('SCREEN SAVE'));
