import { hear, hearAgain } from './hl7/hear.ts';
import { enter } from './intake/enter.ts';

/** What the database thread runs as transactions of their own, beside the data. */
export const procedures = { enter, hear, hearAgain };
