import { enqueue } from '../enqueue.ts';

export const procedures = { enqueue };
