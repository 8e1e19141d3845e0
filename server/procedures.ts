import { enterChart } from './chart/enter.ts';
import { announce } from './consult/announce.ts';
import { joinPatient } from './consult/join-patient.ts';
import { enqueue } from './deliver/enqueue.ts';
import { hear, hearAgain } from './hl7/hear.ts';
import { framesMade } from './imaging/transcode/frames-made.ts';
import { enter } from './intake/enter.ts';

/** What the database thread runs as transactions of their own, beside the data. */
export const procedures = { announce, enqueue, enter, enterChart, hear, hearAgain, joinPatient };

/** The same for what can be made again: a power cut may take the last of these with it. */
export const remade = { framesMade };
